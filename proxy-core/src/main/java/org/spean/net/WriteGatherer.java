package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Puts small buffers that are written before one flush into one, so that a head, a short body and an end leave by one plain
 * write, or in one TLS record. What is large passes as it is.
 *
 * <pre>
 *  TLS &lt;- WriteGatherer &lt;- HTTP codec
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write promises is its caller's to hear
public final class WriteGatherer extends ChannelOutboundHandlerAdapter {
    /** Longer buffers are not copied. */
    private static final int SMALL = 1024;

    private static final int CAPACITY = 2048;

    private @Nullable ByteBuf gathered;
    /** Whether {@code gathered} is our own, with room; else it is the first that came. */
    private boolean own;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!promise.isVoid() || !(message instanceof ByteBuf data) || data.readableBytes() > SMALL) {
            pass(ctx);
            ctx.write(message, promise);
        } else if (!data.isReadable()) {
            data.release();
        } else if (gathered == null) {
            gathered = data;
            own = false;
        } else {
            append(ctx, data);
        }
    }

    private void append(ChannelHandlerContext ctx, ByteBuf data) {
        if (own && gathered != null && gathered.writableBytes() < data.readableBytes()) {
            pass(ctx);
            gathered = data;
            own = false;
            return;
        }
        try {
            room(ctx).writeBytes(data);
        } finally {
            data.release();
        }
    }

    private ByteBuf room(ChannelHandlerContext ctx) {
        ByteBuf first = gathered;
        if (own && first != null) {
            return first;
        }
        ByteBuf room = ctx.alloc().ioBuffer(CAPACITY, CAPACITY);
        if (first != null) {
            room.writeBytes(first);
            first.release();
        }
        gathered = room;
        own = true;
        return room;
    }

    /** Writes what was gathered. */
    private void pass(ChannelHandlerContext ctx) {
        ByteBuf data = gathered;
        if (data != null) {
            gathered = null;
            ctx.write(data, ctx.voidPromise());
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        pass(ctx);
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        drop(); // what was not flushed is not sent
        ctx.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
