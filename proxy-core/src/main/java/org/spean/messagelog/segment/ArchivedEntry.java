package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.util.List;
import org.spean.messagelog.ArchiveLedger.Link;

/** An archive file of a group and the records in it. */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
record ArchivedEntry(String group, Link link, long[] records) {

    static void write(BatchBuffer out, String group, Link link, List<Long> records) {
        out.entry(Entry.ARCHIVED)
                .put(group)
                .put(link.digest())
                .put(link.fileName())
                .put(records.size());
        records.forEach(out::put);
        out.end();
    }

    static ArchivedEntry read(Entry entry) {
        ByteBuffer in = entry.payload().duplicate();
        String group = BatchBuffer.text(in);
        Link link = new Link(BatchBuffer.text(in), BatchBuffer.text(in));
        long[] records = new long[in.getInt()];
        in.asLongBuffer().get(records);
        return new ArchivedEntry(group, link, records);
    }
}
