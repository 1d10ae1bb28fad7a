package org.spean.crypto.asic;

import java.time.Instant;
import java.util.List;
import org.spean.crypto.xades.SignatureParts;

/**
 * One message and what proves it.
 *
 * @param time of the record; the entries carry it, to the second
 * @param message the message part as it was signed, or what was kept of it
 * @param signature as it travelled, without time-stamp
 * @param stamp over the signature; a container without one proves nothing once a certificate ends, and does not exist
 * @param attachments from attachment 1 on; empty if there are none or they were not kept
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
public record ContainerContent(
        Instant time, byte[] message, SignatureParts signature, ContainerStamp stamp, List<ContainerPart> attachments) {

    /** Copies the list, and checks that the time-stamp has both its documents or none. */
    public ContainerContent {
        if ((stamp.result() == null) != (stamp.chain() == null)) {
            throw new IllegalArgumentException("time-stamp: hash chain and result belong together");
        }
        attachments = List.copyOf(attachments);
    }
}
