package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment, written in one piece that no disk tears.
 *
 * @param salt begins every checksum of the segment
 * @param firstBatch number of its first batch
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
record SegmentHeader(long number, byte[] salt, long firstBatch) {

    static final int SIZE = 64;
    static final int SALT = 16;

    /** "SPEANLOG" */
    private static final long MAGIC = 0x535045414e4c4f47L;

    private static final int VERSION = 1;
    private static final int CHECKED = 44;
    private static final SecureRandom RANDOM = new SecureRandom();

    static SegmentHeader fresh(long number, long firstBatch) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new SegmentHeader(number, salt, firstBatch);
    }

    ByteBuffer encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC).putInt(VERSION).putLong(number).put(salt).putLong(firstBatch);
        return bytes.putInt(crc(bytes)).rewind();
    }

    /** Reads one; {@code null} when the bytes are none: blank ones are of a file prepared for later. */
    static @Nullable SegmentHeader decode(ByteBuffer bytes) {
        if (bytes.remaining() < SIZE) {
            return null;
        }
        ByteBuffer in = bytes.duplicate();
        int start = in.position();
        if (in.getLong() != MAGIC || in.getInt() != VERSION) {
            return null;
        }
        long number = in.getLong();
        byte[] salt = new byte[SALT];
        in.get(salt);
        long firstBatch = in.getLong();
        return in.getInt() == crc(bytes.slice(start, SIZE)) ? new SegmentHeader(number, salt, firstBatch) : null;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().slice(0, CHECKED));
        return (int) crc.getValue();
    }
}
