package org.spean.net;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Closes connections beyond a number, before a byte of theirs is read. One instance is shared by all channels counted
 * together; it comes first in their pipelines.
 */
@Sharable
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final IntSupplier limit;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    /**
     * Counts from zero.
     *
     * @param limit connections open at a time; asked at each connection
     */
    public ConnectionLimit(IntSupplier limit) {
        this.limit = limit;
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }

    /** Connections closed on arrival so far. */
    public long refused() {
        return refused.sum();
    }

    /** Closes all connections; TLS ones say so to their other side first. */
    public Future<Void> closeAll() {
        return channels.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        boolean over = open.incrementAndGet() > limit.getAsInt();
        // Not channelInactive: it is not fired for a channel that closes before it was active here.
        ctx.channel().closeFuture().addListener(closed -> open.decrementAndGet());
        channels.add(ctx.channel());
        if (over) {
            refused.increment();
            ctx.close();
        }
    }
}
