package org.spean.testbed.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One connection of the load driver, with at most one request under way. */
final class LoadConnection extends ChannelInboundHandlerAdapter {
    private final LoadDriver driver;
    private final ResponseReader reader;
    private @Nullable ChannelHandlerContext context;
    private boolean waiting;
    private long start;
    private String reason = "the connection was closed before the answer";

    LoadConnection(LoadDriver driver, String method) {
        this.driver = driver;
        this.reader = new ResponseReader(method);
    }

    boolean usable() {
        return context != null && context.channel().isActive();
    }

    void send(ByteBuf request, long startNanos) {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        start = startNanos;
        waiting = true;
        var _ = context.writeAndFlush(request, context.voidPromise());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        driver.idle(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        ByteBuf in = (ByteBuf) message;
        try {
            while (reader.read(in)) {
                if (!waiting) {
                    throw new IOException("an answer nobody asked for");
                }
                finish(ctx);
            }
        } finally {
            in.release();
        }
    }

    private void finish(ChannelHandlerContext ctx) {
        waiting = false;
        driver.answered(reader.status(), start);
        if (reader.close()) {
            var _ = ctx.close();
        } else {
            driver.idle(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (waiting && reader.ended()) {
            waiting = false;
            driver.answered(reader.status(), start);
        }
        boolean unanswered = waiting;
        waiting = false;
        driver.closed(unanswered, reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reason = String.valueOf(cause);
        var _ = ctx.close();
    }
}
