package org.spean.multipart;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers the bytes of one part that is held whole. What comes in one piece is copied once, and to its exact size. */
public final class PartCollector {
    private static final byte[] NONE = {};
    private static final int MIN_CAPACITY = 1024;

    private @Nullable ByteBuf only;
    private byte[] bytes = NONE;
    private int length;

    /**
     * Takes the buffer over.
     *
     * @return false, with nothing kept, when the part would be longer than {@code limit}
     */
    public boolean add(ByteBuf data, int limit) {
        if (data.readableBytes() > limit - length) {
            data.release();
            clear();
            return false;
        }
        length += data.readableBytes();
        if (length == data.readableBytes()) {
            only = data;
            return true;
        }
        try {
            ensure(length, limit);
            int before = length - data.readableBytes();
            if (only != null) {
                only.getBytes(only.readerIndex(), bytes, 0, before);
                only.release();
                only = null;
            }
            data.getBytes(data.readerIndex(), bytes, before, data.readableBytes());
        } finally {
            data.release();
        }
        return true;
    }

    private void ensure(int needed, int limit) {
        if (bytes.length < needed) {
            int doubled = Math.max(MIN_CAPACITY, Math.max(needed, (int) Math.min(2L * bytes.length, limit)));
            bytes = Arrays.copyOf(bytes, doubled);
        }
    }

    /** Whether the bytes so far are these. */
    public boolean is(byte[] expected) {
        if (length != expected.length) {
            return false;
        }
        if (only == null) {
            return Arrays.equals(bytes, 0, length, expected, 0, length);
        }
        return only.nioBufferCount() == 1
                ? only.internalNioBuffer(only.readerIndex(), length).mismatch(ByteBuffer.wrap(expected)) < 0
                : ByteBufUtil.equals(only, Unpooled.wrappedBuffer(expected));
    }

    /** All bytes so far; the collector is empty again. */
    public byte[] take() {
        byte[] all;
        if (only != null) {
            all = new byte[length];
            only.getBytes(only.readerIndex(), all);
        } else {
            all = Arrays.copyOf(bytes, length);
        }
        clear();
        return all;
    }

    /** Gives back what is held; the collector is empty again. */
    public void clear() {
        if (only != null) {
            only.release();
            only = null;
        }
        bytes = NONE;
        length = 0;
    }
}
