package org.spean.crypto.key;

import java.util.Set;
import reactor.core.publisher.Flux;

/** Where keys come from. */
public interface KeySource {

    /**
     * The keys there are now, at once on subscription, and then all of them again each time they have changed. Does not
     * end, and has no error: a source that cannot be read for the moment reports that in the log and keeps what it had.
     */
    Flux<Set<KeyEntry>> entries();
}
