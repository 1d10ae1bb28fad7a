package org.spean.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which no answer follows within a time from the first byte of a request: whoever sends a byte now and
 * then is never idle. Stands below the codec.
 */
public final class RequestDeadline extends ChannelDuplexHandler {
    private final Duration time;
    private @Nullable ScheduledFuture<?> timer;

    /** @param time from the first byte of a request to the first of its answer */
    public RequestDeadline(Duration time) {
        this.time = time;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (timer == null) {
            timer = ctx.executor().schedule(() -> ctx.close(), time.toMillis(), TimeUnit.MILLISECONDS);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        cancel();
        ctx.write(message, promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    private void cancel() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }
}
