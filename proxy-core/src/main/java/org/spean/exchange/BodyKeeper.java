package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Bytes of one body or attachment for the message log, up to a bound for all of a message, from what all may have. */
final class BodyKeeper {

    private static final byte[] NOTHING = {};

    private final KeptShare share;
    private final int limit;
    private byte[] bytes = NOTHING;
    private int length;

    /** @param before bytes kept of the message's attachments before this one */
    BodyKeeper(KeptShare share, int before) {
        this.share = share;
        this.limit = share.most() - before;
    }

    void add(ByteBuf data) {
        int more = data.readableBytes();
        if (more > limit - length) {
            throw share.tooLarge();
        }
        if (more > bytes.length - length) {
            int size = (int) Math.min(limit, Math.max(2L * bytes.length, (long) length + more));
            share.take((long) size - bytes.length);
            bytes = Arrays.copyOf(bytes, size);
        }
        data.getBytes(data.readerIndex(), bytes, length, more);
        length += more;
    }

    byte[] bytes() {
        if (length < bytes.length) {
            share.giveBack((long) bytes.length - length);
            bytes = Arrays.copyOf(bytes, length);
        }
        return bytes;
    }
}
