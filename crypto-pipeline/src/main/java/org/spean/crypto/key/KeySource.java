package org.spean.crypto.key;

import java.util.List;
import reactor.core.publisher.Flux;

/** Where keys come from. */
public interface KeySource extends AutoCloseable {

    /** What there is now. */
    List<StoredKey> now();

    /**
     * The keys there are now, at once on subscription, and then all of them again each time they have changed. Does not
     * end, and has no error: a source that cannot be read for the moment reports that to its {@link KeyTrouble} and keeps what
     * it had.
     */
    Flux<List<StoredKey>> changes();

    /** Looks for no more changes and lets go of what it holds; the keys of a token sign no more. */
    @Override
    void close();
}
