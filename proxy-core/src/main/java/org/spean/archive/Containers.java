package org.spean.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.spean.crypto.asic.ContainerContent;
import org.spean.crypto.asic.ContainerPart;
import org.spean.crypto.asic.ContainerStamp;
import org.spean.crypto.asic.ContainerWriter;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceStamp;

/** Renders the container of a record. */
final class Containers {
    private Containers() {}

    /**
     * The container, in memory: one that cannot be made must leave nothing in the archive file.
     *
     * @throws IllegalArgumentException if the record is not time-stamped, or its time-stamp finds no place
     */
    static byte[] of(Evidence record) throws IOException {
        EvidenceStamp stamp = record.stamp();
        if (stamp == null) {
            throw new IllegalArgumentException("is not time-stamped");
        }
        ContainerContent content = new ContainerContent(
                record.time(),
                record.octets(),
                record.signature(),
                new ContainerStamp(stamp.token(), stamp.result(), stamp.chain()),
                record.attachments().stream().map(ContainerPart::of).toList());
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
        ContainerWriter.write(content, out);
        return out.toByteArray();
    }
}
