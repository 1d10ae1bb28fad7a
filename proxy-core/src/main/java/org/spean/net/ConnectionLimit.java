package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections beyond a number, and beyond a number from one address, before a byte of theirs is read. One instance is
 * shared by all channels counted together; it comes first in their pipelines, behind the {@link ProxyProtocol} where that is
 * spoken: then the address is the one the proxy names, and its own connections are not held against it.
 */
@Sharable
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private static final int NETWORK_BYTES = 8;

    private final IntSupplier limit;
    private final IntSupplier perAddress;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger open = new AtomicInteger();
    private final Shares addresses = new Shares();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedOfAddress = new LongAdder();

    /**
     * Counts from zero, all addresses together.
     *
     * @param limit connections open at a time; asked at each connection
     */
    public ConnectionLimit(IntSupplier limit) {
        this(limit, () -> Integer.MAX_VALUE);
    }

    /**
     * Counts from zero.
     *
     * @param limit connections open at a time; asked at each connection
     * @param perAddress those of them that come from one address, or one IPv6 network of 64 bits; asked at each connection
     */
    public ConnectionLimit(IntSupplier limit, IntSupplier perAddress) {
        this.limit = limit;
        this.perAddress = perAddress;
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }

    /** Connections closed on arrival so far, for whichever reason. */
    public long refused() {
        return refused.sum();
    }

    /** Those of them that were beyond the number of their address. */
    public long refusedOfAddress() {
        return refusedOfAddress.sum();
    }

    /** Closes all connections; TLS ones say so to their other side first. */
    public Future<Void> closeAll() {
        return channels.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        boolean over = open.incrementAndGet() > limit.getAsInt();
        // Not channelInactive: it is not fired for a channel that closes before it was active here.
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        channels.add(channel);
        if (over) {
            refused.increment();
            ctx.close();
        } else if (!ProxyProtocol.expectedOn(channel)) {
            count(ctx, channel.remoteAddress());
        }
    }

    /** A proxy has said whom it speaks for. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ProxyProtocol.Said said) {
            count(ctx, said.source());
        }
        ctx.fireUserEventTriggered(event);
    }

    private void count(ChannelHandlerContext ctx, @Nullable SocketAddress address) {
        Object key = key(address);
        if (key == null) {
            return;
        }
        int now = addresses.enter(key);
        ctx.channel().closeFuture().addListener(closed -> addresses.leave(key));
        if (now > perAddress.getAsInt()) {
            refused.increment();
            refusedOfAddress.increment();
            ctx.close();
        }
    }

    /** Who has one IPv6 address has a network of them. */
    private static @Nullable Object key(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return null;
        }
        InetAddress ip = internet.getAddress();
        return ip instanceof Inet6Address
                ? ByteBuffer.wrap(Arrays.copyOf(ip.getAddress(), NETWORK_BYTES))
                : ip == null ? internet.getHostString() : ip;
    }
}
