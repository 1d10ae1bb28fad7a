package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one destination. Every connection, from the attempt to its close, holds one of the
 * {@code connections} places; a place that becomes free goes to the lease that waits longest, and so does a connection that
 * is given back or has been made for a lease that nobody wants any more. All on the loop.
 */
final class ChannelPool {
    /** After this long without use the kernel is asked whether the peer has closed; a loop turn notices it otherwise. */
    private static final long ASK_KERNEL_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int TCP_ESTABLISHED = 1;

    private final EventLoop loop;
    private final Connector connector;
    private final PoolSettings settings;
    private final Consumer<ChannelPool> whenEmpty;
    private final ArrayDeque<Channel> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable EpollTcpInfo tcpInfo;
    private int places;
    private int dialling;
    private boolean closed;

    /** A lease in the queue, with the end of its patience. */
    private record Waiting(Destination destination, Promise<Channel> result, Future<?> timeout) {}

    ChannelPool(EventLoop loop, Connector connector, PoolSettings settings, Consumer<ChannelPool> whenEmpty) {
        this.loop = loop;
        this.connector = connector;
        this.settings = settings;
        this.whenEmpty = whenEmpty;
    }

    EventLoop loop() {
        return loop;
    }

    int load() {
        return places + waiting.size();
    }

    Future<Channel> lease(Destination destination) {
        Channel channel = takeIdle();
        if (channel != null) {
            return loop.newSucceededFuture(channel);
        }
        Promise<Channel> result = loop.newPromise();
        open(destination, result);
        return result;
    }

    void lease(Destination destination, Promise<Channel> result) {
        if (result.isDone()) {
            return;
        }
        Channel channel = takeIdle();
        if (channel == null) {
            open(destination, result);
        } else if (!result.trySuccess(channel)) {
            release(channel, PoolGuard.of(channel));
        }
    }

    void release(Channel channel, PoolGuard guard) {
        if (!guard.leased()) {
            throw new IllegalStateException("channel given back twice: " + channel);
        }
        if (closed || !channel.isActive()) {
            guard.leased(false);
            channel.close();
            return;
        }
        for (Waiting next = nextWaiting(); next != null; next = nextWaiting()) {
            if (next.result.trySuccess(channel)) {
                return;
            }
        }
        guard.leased(false);
        guard.idleSince(loop.ticker().nanoTime());
        if (idle.size() < settings.idle()) {
            idle.addLast(channel);
        } else {
            channel.close();
        }
    }

    void close() {
        closed = true;
        for (Waiting next = nextWaiting(); next != null; next = nextWaiting()) {
            next.result.tryFailure(new ConnectException("the gateway is stopping"));
        }
        // Copied, as closing takes them out.
        for (Channel channel : new ArrayDeque<>(idle)) {
            channel.close();
        }
    }

    private @Nullable Channel takeIdle() {
        for (Channel channel = idle.pollLast(); channel != null; channel = idle.pollLast()) {
            PoolGuard guard = PoolGuard.of(channel);
            if (channel.isActive() && peerStillThere(channel, guard)) {
                guard.leased(true);
                return channel;
            }
            channel.close();
        }
        return null;
    }

    private boolean peerStillThere(Channel channel, PoolGuard guard) {
        if (!(channel instanceof EpollSocketChannel epoll)
                || loop.ticker().nanoTime() - guard.idleSince() < ASK_KERNEL_AFTER_NANOS) {
            return true;
        }
        EpollTcpInfo info = tcpInfo;
        if (info == null) {
            info = new EpollTcpInfo();
            tcpInfo = info;
        }
        try {
            epoll.tcpInfo(info);
        } catch (UncheckedIOException | io.netty.channel.ChannelException e) {
            return false;
        }
        return info.state() == TCP_ESTABLISHED;
    }

    private void open(Destination destination, Promise<Channel> result) {
        if (closed) {
            result.tryFailure(new ConnectException("the gateway is stopping"));
        } else if (mayDial()) {
            connect(destination, result);
        } else if (waiting.size() < settings.connections()) {
            await(destination, result);
        } else {
            result.tryFailure(new ConnectException(
                    destination.key() + ": all " + settings.connections() + " connections of this loop are in use"));
        }
    }

    private boolean mayDial() {
        return places < settings.connections() && dialling < settings.dials();
    }

    private void await(Destination destination, Promise<Channel> result) {
        Future<?> timeout = loop.schedule(
                () -> result.tryFailure(new ConnectException(destination.key() + ": none of "
                        + settings.connections() + " connections of this loop became free within "
                        + settings.connect())),
                settings.connect().toNanos(),
                TimeUnit.NANOSECONDS);
        waiting.add(new Waiting(destination, result, timeout));
        result.addListener(done -> {
            // Cancelled by its lessee, or out of patience.
            if (!done.isSuccess()) {
                timeout.cancel(false);
                waiting.removeIf(entry -> entry.result.equals(result));
            }
        });
    }

    private @Nullable Waiting nextWaiting() {
        Waiting next = waiting.poll();
        if (next != null) {
            next.timeout.cancel(false);
        }
        return next;
    }

    /** Makes connections for those that wait, as many as may be made at a time. */
    private void dialForWaiting() {
        while (!waiting.isEmpty() && mayDial()) {
            Waiting next = nextWaiting();
            if (next != null && !next.result.isDone()) {
                connect(next.destination, next.result);
            }
        }
    }

    private void connect(Destination destination, Promise<Channel> result) {
        places++;
        dialling++;
        connector.connect(loop, destination, result, this::initialise).addListener((Future<Channel> opened) -> {
            dialling--;
            if (!opened.isSuccess()) {
                freePlace();
                result.tryFailure(opened.cause());
                return;
            }
            Channel channel = opened.getNow();
            channel.closeFuture().addListener(closedNow -> {
                idle.remove(channel);
                freePlace();
            });
            if (!result.trySuccess(channel)) {
                release(channel, PoolGuard.of(channel));
            }
            dialForWaiting();
        });
    }

    private void initialise(Destination destination, Channel channel, InetSocketAddress chosen) {
        PoolGuard guard = new PoolGuard(this, chosen);
        guard.mark(channel);
        destination.initialise(channel, chosen);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.pipeline().addFirst(guard);
        } else {
            ChannelHandlerContext below = channel.pipeline().context(tls);
            channel.pipeline().addAfter(below.name(), null, guard);
        }
    }

    private void freePlace() {
        places--;
        dialForWaiting();
        if (places == 0) {
            whenEmpty.accept(this);
        }
    }
}
