package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A signature document. It stands in every segment that has a record of it, so that segments can go one by one.
 *
 * @param repeated whether it was written to an earlier segment, or may have been
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
record SignatureEntry(long id, boolean repeated, byte[] document, byte @Nullable [] result) {

    private static final int REPEATED = 1;

    static void write(BatchBuffer out, long id, boolean repeated, byte[] document, byte @Nullable [] result) {
        out.entry(Entry.SIGNATURE)
                .put(id)
                .put(repeated ? REPEATED : 0)
                .put(document)
                .put(result)
                .end();
    }

    static long id(Entry entry) {
        return entry.payload().getLong(0);
    }

    static boolean repeated(Entry entry) {
        return (entry.payload().getInt(8) & REPEATED) != 0;
    }

    static SignatureEntry read(Entry entry) {
        ByteBuffer in = entry.payload().duplicate();
        return new SignatureEntry(
                in.getLong(),
                (in.getInt() & REPEATED) != 0,
                Objects.requireNonNull(BatchBuffer.data(in)),
                BatchBuffer.data(in));
    }
}
