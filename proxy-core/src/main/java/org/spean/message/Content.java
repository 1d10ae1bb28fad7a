package org.spean.message;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;

/**
 * Bytes of an attachment. The only event that is reference-counted: whoever was handed it last releases it.
 *
 * @param data at least one byte
 */
public record Content(ByteBuf data) implements MessageEvent, ReferenceCounted {
    @Override
    public int refCnt() {
        return data.refCnt();
    }

    @Override
    public Content retain() {
        data.retain();
        return this;
    }

    @Override
    public Content retain(int increment) {
        data.retain(increment);
        return this;
    }

    @Override
    public Content touch() {
        data.touch();
        return this;
    }

    @Override
    public Content touch(Object hint) {
        data.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return data.release();
    }

    @Override
    public boolean release(int decrement) {
        return data.release(decrement);
    }
}
