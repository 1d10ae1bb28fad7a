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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one destination. Every connection, from the attempt to its close, holds one of the
 * {@code connections} places. Leases that find none wait in a line of who asked, and whatever connection is made or given
 * back first goes to the lines by turns: who asks for many at once waits behind itself. All on the loop.
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
    private final WaitingLines<Waiting> waiting = new WaitingLines<>();
    private final ArrayDeque<Promise<Channel>> dials = new ArrayDeque<>();
    private @Nullable EpollTcpInfo tcpInfo;
    private int places;
    private boolean closed;

    /** A lease in the queue. */
    private static final class Waiting {
        private final Destination destination;
        private final Object who;
        private final Promise<Channel> result;
        private @Nullable Future<?> timeout;

        private Waiting(Destination destination, Object who, Promise<Channel> result) {
            this.destination = destination;
            this.who = who;
            this.result = result;
        }
    }

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

    Future<Channel> lease(Destination destination, Object who) {
        Channel channel = takeIdle();
        if (channel != null) {
            return loop.newSucceededFuture(channel);
        }
        Promise<Channel> result = loop.newPromise();
        await(destination, who, result);
        return result;
    }

    void lease(Destination destination, Object who, Promise<Channel> result) {
        if (result.isDone()) {
            return;
        }
        Channel channel = takeIdle();
        if (channel == null) {
            await(destination, who, result);
        } else if (!result.trySuccess(channel)) {
            release(channel, PoolGuard.of(channel));
        }
    }

    void release(Channel channel, PoolGuard guard) {
        if (!guard.leased()) {
            throw new IllegalStateException("channel given back twice: " + channel);
        }
        guard.givenBack();
        if (closed || !channel.isActive()) {
            guard.leased(false);
            channel.close();
            return;
        }
        give(channel, guard);
    }

    /** To whom it is the turn of, or to those kept for the next lease. */
    private void give(Channel channel, PoolGuard guard) {
        for (Waiting next = nextWaiting(); next != null; next = nextWaiting()) {
            if (next.result.trySuccess(channel)) {
                return;
            }
        }
        guard.leased(false);
        guard.idleSince(loop.ticker().nanoTime());
        if (!closed && channel.isActive() && idle.size() < settings.idle()) {
            idle.addLast(channel);
        } else {
            channel.close();
        }
    }

    void close() {
        closed = true;
        List<Waiting> left = new ArrayList<>();
        List<Waiting> served = new ArrayList<>(); // by the connections that are being made
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            (served.size() < dials.size() ? served : left).add(next);
        }
        served.forEach(next -> waiting.add(next.who, next));
        for (Waiting next : left) {
            stopTimer(next);
            next.result.tryFailure(new ConnectException("the gateway is stopping"));
        }
        giveUpNeedless();
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

    private void await(Destination destination, Object who, Promise<Channel> result) {
        if (closed) {
            result.tryFailure(new ConnectException("the gateway is stopping"));
            return;
        }
        if (!mayDial() && waiting.size() - dials.size() >= settings.connections()) {
            result.tryFailure(new ConnectException(
                    destination.key() + ": all " + settings.connections() + " connections of this loop are in use"));
            return;
        }
        Waiting entry = new Waiting(destination, who, result);
        waiting.add(who, entry);
        startTimer(entry);
        result.addListener(done -> {
            // Cancelled by its lessee, or out of patience.
            if (!done.isSuccess() && waiting.remove(entry.who, entry)) {
                stopTimer(entry);
                giveUpNeedless();
            }
        });
        dial();
    }

    private void startTimer(Waiting entry) {
        entry.timeout = loop.schedule(
                () -> {
                    if (dials.size() >= waiting.size()) {
                        startTimer(entry); // a connection is being made for it, which has time-outs of its own
                        return;
                    }
                    entry.result.tryFailure(new ConnectException(entry.destination.key() + ": none of "
                            + settings.connections() + " connections of this loop became free within "
                            + settings.connect()));
                },
                settings.connect().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private static void stopTimer(Waiting entry) {
        Future<?> timeout = entry.timeout;
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    private @Nullable Waiting nextWaiting() {
        Waiting next = waiting.poll();
        if (next != null) {
            stopTimer(next);
        }
        return next;
    }

    private boolean mayDial() {
        return !closed && places < settings.connections() && dials.size() < settings.dials();
    }

    /** Makes connections for those that wait, as many as may be made at a time. */
    private void dial() {
        while (dials.size() < waiting.size() && mayDial()) {
            Waiting first = waiting.peek();
            if (first != null) {
                connect(first.destination);
            }
        }
    }

    /** Ends attempts of which nobody would take the connection, the latest first. */
    private void giveUpNeedless() {
        while (dials.size() > waiting.size()) {
            dials.removeLast().cancel(false);
        }
    }

    private void connect(Destination destination) {
        places++;
        Promise<Channel> dial = loop.newPromise();
        dials.addLast(dial);
        connector.connect(loop, destination, dial, this::initialise).addListener((Future<Channel> opened) -> {
            boolean wanted = dials.remove(dial);
            if (opened.isSuccess()) {
                Channel channel = opened.getNow();
                channel.closeFuture().addListener(closedNow -> {
                    idle.remove(channel);
                    freePlace();
                });
                give(channel, PoolGuard.of(channel));
            } else {
                places--;
                Waiting next = wanted ? nextWaiting() : null;
                if (next != null) {
                    next.result.tryFailure(opened.cause());
                }
                freed();
            }
            dial();
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
        freed();
    }

    private void freed() {
        dial();
        if (places == 0) {
            whenEmpty.accept(this);
        }
    }
}
