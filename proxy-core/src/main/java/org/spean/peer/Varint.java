package org.spean.peer;

import io.netty.buffer.ByteBuf;

/** Numbers of the compact form: seven bits a byte, the lowest first, the highest bit set in all but the last; below 2^28. */
final class Varint {
    static final int MOST_BYTES = 4;

    private Varint() {}

    static void write(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.writeByte(0x80 | (rest & 0x7F));
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /** Where the next byte goes. */
    static int put(byte[] out, int at, int value) {
        int next = at;
        int rest = value;
        while (rest > 0x7F) {
            out[next++] = (byte) (0x80 | (rest & 0x7F));
            rest >>>= 7;
        }
        out[next++] = (byte) rest;
        return next;
    }

    /**
     * Reads a number.
     *
     * @throws MalformedCompactException if there is none, or it is greater than {@code most}
     */
    static int read(ByteBuf in, int most) {
        int value = 0;
        for (int i = 0; i < MOST_BYTES; i++) {
            if (!in.isReadable()) {
                throw new MalformedCompactException("ends within a number");
            }
            int next = in.readByte();
            value |= (next & 0x7F) << (7 * i);
            if (next >= 0) {
                if (value > most) {
                    throw new MalformedCompactException(
                            "has the number " + value + " (expected: at most " + most + ")");
                }
                return value;
            }
        }
        throw new MalformedCompactException("has a number of more than " + MOST_BYTES + " bytes");
    }

    /**
     * Reads how many bytes follow.
     *
     * @throws MalformedCompactException if there is no number, it is greater than {@code most}, or fewer bytes follow
     */
    static int readLength(ByteBuf in, int most) {
        int length = read(in, most);
        if (length > in.readableBytes()) {
            throw new MalformedCompactException(
                    "ends before its " + length + " bytes (expected: at most " + in.readableBytes() + ")");
        }
        return length;
    }
}
