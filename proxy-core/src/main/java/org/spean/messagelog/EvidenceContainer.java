package org.spean.messagelog;

import org.spean.crypto.asic.ContainerContent;
import org.spean.crypto.asic.ContainerPart;
import org.spean.crypto.asic.ContainerStamp;

/** A record as the content of a container, which proves it to others. */
public final class EvidenceContainer {

    private EvidenceContainer() {}

    /**
     * The message as far as it was kept, its signature and its time-stamp.
     *
     * @throws IllegalArgumentException when the record waits for its time-stamp: there is no container without one
     */
    public static ContainerContent of(Evidence record) {
        EvidenceStamp stamp = record.stamp();
        if (stamp == null) {
            throw new IllegalArgumentException("record " + record.id() + ": has no time-stamp yet");
        }
        return new ContainerContent(
                record.time(),
                record.octets(),
                record.signature(),
                new ContainerStamp(stamp.token(), stamp.result(), stamp.chain()),
                record.attachments().stream().map(ContainerPart::of).toList());
    }
}
