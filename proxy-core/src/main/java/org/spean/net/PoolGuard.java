package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool's mark on a channel: whether it is leased, and whether its lessee has begun to send. Stands right above TLS. Bytes
 * that arrive before the lessee's first belong to no exchange, even if they look like an answer, so they close the channel; so
 * does an end that arrives while nobody leases it.
 */
final class PoolGuard extends ChannelDuplexHandler {
    private static final Logger log = LoggerFactory.getLogger(PoolGuard.class);
    private static final AttributeKey<PoolGuard> KEY = AttributeKey.valueOf(PoolGuard.class, "guard");

    private final ChannelPool pool;
    private final InetSocketAddress address;
    private boolean leased = true;
    private boolean asked;
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

    /** The lease has ended: what the next one will ask has not been asked yet. */
    void givenBack() {
        asked = false;
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** What was written before has left for the wire; an answer cannot have come earlier. */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        asked = asked || leased;
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (asked) {
            ctx.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (ctx.channel().isActive()) {
            log.warn(
                    "{} said something that it was not asked: connection closed",
                    Remote.address(ctx.channel().remoteAddress()));
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
