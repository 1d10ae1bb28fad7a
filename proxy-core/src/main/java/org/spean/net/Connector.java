package org.spean.net;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens connections: resolves names by the system's hosts file and name servers, honouring their TTL, and races addresses. */
final class Connector implements AutoCloseable {
    private static final int LONGEST_TTL_SECONDS = 3600;
    private static final int NEGATIVE_TTL_SECONDS = 2;
    private static final int QUERY_MILLIS = 2000;
    private static final int REMEMBERED_DESTINATIONS = 10_000;

    private final EventLoops loops;
    private final PoolSettings settings;
    private final DnsAddressResolverGroup resolvers;
    private final Cache<Object, InetSocketAddress> winners;

    /** Adds the handlers of a destination and the pool's mark to a channel just connected. */
    interface Initialiser {
        void initialise(Destination destination, Channel channel, InetSocketAddress chosen);
    }

    Connector(EventLoops loops, PoolSettings settings) {
        this.loops = loops;
        this.settings = settings;
        this.resolvers = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(loops.datagramChannel())
                .socketChannelType(loops.clientChannel())
                .queryTimeoutMillis(QUERY_MILLIS)
                .resolveCache(new DefaultDnsCache(0, LONGEST_TTL_SECONDS, NEGATIVE_TTL_SECONDS)));
        this.winners = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_DESTINATIONS)
                .expireAfterWrite(settings.serverMemory())
                .build();
    }

    /**
     * A new connection, handlers added and handshake done, on a loop.
     *
     * @param lessee when it is cancelled or failed meanwhile, the attempt is given up
     */
    Future<Channel> connect(EventLoop loop, Destination destination, Promise<Channel> lessee, Initialiser initialiser) {
        ConnectAttempt attempt = new ConnectAttempt(this, loop, destination, initialiser);
        lessee.addListener(done -> attempt.cancel());
        return attempt.start();
    }

    @Nullable
    InetSocketAddress remembered(Destination destination) {
        return winners.getIfPresent(destination.key());
    }

    void remember(Destination destination, InetSocketAddress winner) {
        winners.put(destination.key(), winner);
    }

    void forget(Destination destination, InetSocketAddress address) {
        winners.asMap().remove(destination.key(), address);
    }

    /** All addresses of a candidate; a literal address costs no look-up. */
    Future<List<InetSocketAddress>> resolve(EventLoop loop, InetSocketAddress candidate) {
        if (!candidate.isUnresolved()) {
            return loop.newSucceededFuture(List.of(candidate));
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(candidate.getHostString());
        if (literal == null) {
            return resolvers.getResolver(loop).resolveAll(candidate);
        }
        try {
            return loop.newSucceededFuture(
                    List.of(new InetSocketAddress(InetAddress.getByAddress(literal), candidate.getPort())));
        } catch (UnknownHostException e) {
            return loop.newFailedFuture(e);
        }
    }

    /** TCP alone: nothing is read or written before the channel has won and got its handlers. */
    ChannelFuture open(EventLoop loop, InetSocketAddress address) {
        return new Bootstrap()
                .group(loop)
                .channel(loops.clientChannel())
                .disableResolver()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.connect().toMillis()))
                .handler(Bare.INSTANCE)
                .connect(address);
    }

    @Override
    public void close() {
        resolvers.close();
    }

    /** A bootstrap needs a handler; this one does nothing and takes no part in the pipeline. */
    @Sharable
    private static final class Bare extends ChannelInboundHandlerAdapter {
        static final Bare INSTANCE = new Bare();

        @Override
        public void handlerAdded(io.netty.channel.ChannelHandlerContext ctx) {
            ctx.pipeline().remove(this);
        }
    }
}
