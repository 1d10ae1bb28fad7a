package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/**
 * The pool's mark on a channel: whether it is leased. Stands right above TLS; bytes or an end that arrive while nobody
 * leases the channel belong to no exchange, so they close it.
 */
final class PoolGuard extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<PoolGuard> KEY = AttributeKey.valueOf(PoolGuard.class, "guard");

    private final ChannelPool pool;
    private final InetSocketAddress address;
    private boolean leased = true;
    private long idleSince;

    PoolGuard(ChannelPool pool, InetSocketAddress address) {
        this.pool = pool;
        this.address = address;
    }

    static PoolGuard of(Channel channel) {
        PoolGuard guard = channel.attr(KEY).get();
        if (guard == null) {
            throw new IllegalArgumentException("channel: " + channel + " (expected: one leased from a pool)");
        }
        return guard;
    }

    void mark(Channel channel) {
        channel.attr(KEY).set(this);
    }

    ChannelPool pool() {
        return pool;
    }

    InetSocketAddress address() {
        return address;
    }

    boolean leased() {
        return leased;
    }

    void leased(boolean now) {
        leased = now;
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (leased) {
            ctx.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
            ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!leased && event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }
}
