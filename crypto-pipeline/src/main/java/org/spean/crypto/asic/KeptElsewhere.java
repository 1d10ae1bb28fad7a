package org.spean.crypto.asic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody kept beside a container and says it is the same: it takes the place of what the container holds, and is
 * proven if the signature covers it.
 *
 * @param message the message part; {@code null}: the container's own
 * @param attachments from attachment 1 on; empty: the container's own
 */
public record KeptElsewhere(@Nullable ContainerPart message, List<ContainerPart> attachments) {
    /** Nothing. */
    public static final KeptElsewhere NOTHING = new KeptElsewhere(null, List.of());

    /** Copies the list. */
    public KeptElsewhere {
        attachments = List.copyOf(attachments);
    }
}
