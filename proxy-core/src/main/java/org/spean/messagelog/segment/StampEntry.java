package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.EvidenceStamp;

/**
 * A time-stamp. Its hash chains stand before it, in entries of their own, so that a record is read without those of
 * thousands of others, and in several batches, so that none of them holds up the records of an exchange. They count once the time-stamp
 * itself is there.
 *
 * @param signatures numbers of the signature documents that it covers
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
record StampEntry(long id, long time, byte[] token, byte @Nullable [] result, long[] signatures) {

    static void write(
            BatchBuffer out, long id, long time, byte[] token, byte @Nullable [] result, Collection<Long> signatures) {
        out.entry(Entry.STAMP).put(id).put(time).put(token).put(result).put(signatures.size());
        signatures.forEach(out::put);
        out.end();
    }

    static void writeChain(BatchBuffer out, long stamp, long signature, byte @Nullable [] chain) {
        out.entry(Entry.CHAIN).put(stamp).put(signature).put(chain).end();
    }

    static StampEntry read(Entry entry) {
        ByteBuffer in = entry.payload().duplicate();
        long id = in.getLong();
        long time = in.getLong();
        byte[] token = Objects.requireNonNull(BatchBuffer.data(in));
        byte[] result = BatchBuffer.data(in);
        long[] signatures = new long[in.getInt()];
        in.asLongBuffer().get(signatures);
        return new StampEntry(id, time, token, result, signatures);
    }

    static long chainStamp(Entry entry) {
        return entry.payload().getLong(0);
    }

    static long chainSignature(Entry entry) {
        return entry.payload().getLong(8);
    }

    static byte @Nullable [] chain(Entry entry) {
        return BatchBuffer.data(entry.payload().duplicate().position(16));
    }

    EvidenceStamp with(byte @Nullable [] chain) {
        return new EvidenceStamp(Micros.instant(time), token, result, chain);
    }
}
