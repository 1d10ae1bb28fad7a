package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Outgoing connections, kept per event loop and destination, so that an exchange never changes its loop and leasing
 * takes no lock. A connection serves one lease at a time.
 *
 * <p>A lease takes the connection used last, after a look whether it is still open and silent; nothing is ever tried on a
 * connection to find out. Without one it opens a connection: all addresses of the destination at once, the first to
 * accept wins and is preferred for new connections while it is remembered.
 */
public final class ChannelPools implements AutoCloseable {
    private final Connector connector;
    private final PoolSettings settings;
    private final Map<EventLoop, Map<Object, ChannelPool>> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Pools of connections on these loops. */
    public ChannelPools(EventLoops loops, PoolSettings settings) {
        this.connector = new Connector(loops, settings);
        this.settings = settings;
    }

    /**
     * A connected channel with all handlers of the destination, its TLS handshake done. To be given back by
     * {@link #release}, or closed. Cancelling the future gives up the attempt.
     *
     * <p>Fails with a {@link ConnectException} whose message names every address tried and why it failed: for our log, not
     * for a peer.
     *
     * @param loop the loop of the caller and of the channel; the future completes on it
     * @param who where there are too few connections, each who asks has a turn; needs equals and hashCode
     */
    public Future<Channel> lease(EventLoop loop, Destination destination, Object who) {
        if (closed) {
            return loop.newFailedFuture(new ConnectException("the gateway is stopping"));
        }
        if (loop.inEventLoop()) {
            return pool(loop, destination.key()).lease(destination, who);
        }
        Promise<Channel> result = loop.newPromise();
        loop.execute(() -> pool(loop, destination.key()).lease(destination, who, result));
        return result;
    }

    /**
     * Gives a channel back for the next lease. Only after both messages have ended cleanly in the codec; otherwise close the
     * channel instead, which frees its place too.
     */
    public void release(Channel channel) {
        PoolGuard guard = PoolGuard.of(channel);
        if (channel.eventLoop().inEventLoop()) {
            guard.pool().release(channel, guard);
        } else {
            channel.eventLoop().execute(() -> guard.pool().release(channel, guard));
        }
    }

    /** Closes idle connections; leased ones are closed when they come back. */
    @Override
    public void close() {
        closed = true;
        pools.forEach((loop, ofLoop) -> {
            if (!loop.isShuttingDown()) {
                loop.execute(() -> Map.copyOf(ofLoop).values().forEach(ChannelPool::close));
            }
        });
        connector.close();
    }

    private ChannelPool pool(EventLoop loop, Object key) {
        Map<Object, ChannelPool> ofLoop = pools.get(loop);
        if (ofLoop == null) {
            ofLoop = pools.computeIfAbsent(loop, absent -> new HashMap<>());
        }
        ChannelPool pool = ofLoop.get(key);
        if (pool == null) {
            Map<Object, ChannelPool> owner = ofLoop;
            pool = new ChannelPool(loop, connector, settings, empty -> owner.remove(key, empty));
            ofLoop.put(key, pool);
        }
        return pool;
    }

    /** For tests: connections open and leases waiting on a loop, all destinations; call on that loop. */
    int open(EventLoop loop) {
        @Nullable Map<Object, ChannelPool> ofLoop = pools.get(loop);
        return ofLoop == null
                ? 0
                : ofLoop.values().stream().mapToInt(ChannelPool::load).sum();
    }
}
