package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One new connection, on one loop. Addresses race by TCP as they are resolved; the one that won last time gets a head
 * start, so that a server which went away costs a quarter of a second, not a time-out. Only the winner gets handlers and
 * a handshake; should that fail, the race goes on without it. Nothing of an exchange has been sent by then.
 */
final class ConnectAttempt {
    private static final int MOST_ADDRESSES = 16;
    private static final long HEAD_START_MILLIS = 250;

    private final Connector connector;
    private final EventLoop loop;
    private final Destination destination;
    private final Connector.Initialiser initialiser;
    private final Promise<Channel> result;
    private final @Nullable InetSocketAddress favourite;
    private final Set<InetSocketAddress> waiting = new LinkedHashSet<>();
    private final Set<InetSocketAddress> seen = new LinkedHashSet<>();
    private final Map<InetSocketAddress, ChannelFuture> racing = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private @Nullable Throwable lastCause;
    private int resolving;
    private boolean restrained;
    private @Nullable Channel winner;
    private @Nullable InetSocketAddress secondChance;

    ConnectAttempt(Connector connector, EventLoop loop, Destination destination, Connector.Initialiser initialiser) {
        this.connector = connector;
        this.loop = loop;
        this.destination = destination;
        this.initialiser = initialiser;
        this.result = loop.newPromise();
        this.favourite = connector.remembered(destination);
    }

    Future<Channel> start() {
        List<InetSocketAddress> candidates = destination.candidates();
        resolving = candidates.size();
        if (favourite != null) {
            restrained = true;
            Future<?> end = loop.schedule(this::unleash, HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
            result.addListener(done -> end.cancel(false));
        }
        for (InetSocketAddress candidate : candidates) {
            connector.resolve(loop, candidate).addListener((Future<List<InetSocketAddress>> resolved) -> {
                resolving--;
                if (resolved.isSuccess()) {
                    resolved.getNow().forEach(this::offer);
                } else {
                    failed(text(candidate), resolved.cause());
                    destination.unreachable(candidate);
                }
                proceed();
            });
        }
        proceed();
        return result;
    }

    /** Gives up; without effect once the result is there. */
    void cancel() {
        if (result.tryFailure(new CancellationException("nobody waits for this connection any more"))) {
            abandonRace();
            Channel chosen = winner;
            if (chosen != null) {
                chosen.close();
            }
        }
    }

    private void offer(InetSocketAddress address) {
        if (seen.size() < MOST_ADDRESSES && seen.add(address)) {
            waiting.add(address);
        }
    }

    private void unleash() {
        restrained = false;
        proceed();
    }

    /** Starts what may start now, and ends the attempt when nothing is left. */
    private void proceed() {
        if (result.isDone() || winner != null) {
            return;
        }
        InetSocketAddress first = favourite;
        if (first != null && waiting.remove(first)) {
            race(first);
        }
        if (restrained && racing.isEmpty() && resolving == 0) {
            restrained = false;
        }
        if (!restrained) {
            while (!waiting.isEmpty() && winner == null && !result.isDone()) {
                InetSocketAddress next = waiting.iterator().next();
                waiting.remove(next);
                race(next);
            }
        }
        if (racing.isEmpty() && waiting.isEmpty() && resolving == 0 && winner == null) {
            fail();
        }
    }

    private void race(InetSocketAddress address) {
        ChannelFuture connecting = connector.open(loop, address);
        racing.put(address, connecting);
        connecting.addListener(done -> {
            racing.remove(address, connecting);
            if (result.isDone() || winner != null) {
                connecting.channel().close();
            } else if (done.isSuccess()) {
                won(connecting.channel(), address);
            } else {
                failed(text(address), done.cause());
                connector.forget(destination, address);
                destination.unreachable(address);
                proceed();
            }
        });
    }

    private void won(Channel channel, InetSocketAddress address) {
        winner = channel;
        abandonRace();
        try {
            initialiser.initialise(destination, channel, address);
        } catch (RuntimeException e) {
            lost(channel, address, e);
            return;
        }
        if (!destination.tls()) {
            arrived(channel, address);
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            lost(channel, address, new ConnectException("no TLS handler was added"));
            return;
        }
        // The future completes before the event of it has gone up the pipeline, where the peer's identity is taken.
        tls.handshakeFuture()
                .addListener(handshake -> loop.execute(() -> {
                    if (handshake.isSuccess()) {
                        arrived(channel, address);
                    } else {
                        lost(channel, address, handshake.cause());
                    }
                }));
    }

    private void arrived(Channel channel, InetSocketAddress address) {
        connector.remember(destination, address);
        if (!result.trySuccess(channel)) {
            channel.close();
        }
    }

    private void lost(Channel channel, InetSocketAddress address, Throwable cause) {
        channel.close();
        winner = null;
        connector.forget(destination, address);
        failed(text(address), cause);
        if (PeerEngines.mayTryAgain(channel) && !address.equals(secondChance)) {
            secondChance = address;
            waiting.add(address);
        } else {
            destination.unreachable(address);
        }
        restrained = false;
        proceed();
    }

    /** Those still racing go back to the line, should the winner not make it through its handshake. */
    private void abandonRace() {
        List<ChannelFuture> others = new ArrayList<>(racing.values());
        waiting.addAll(racing.keySet());
        racing.clear();
        for (ChannelFuture other : others) {
            other.cancel(false);
            other.channel().close();
        }
    }

    private void failed(String address, Throwable cause) {
        lastCause = cause;
        failures.add(address + " (" + cause.getMessage() + ")");
    }

    private void fail() {
        ConnectException failure = new ConnectException(
                destination.key() + ": " + (failures.isEmpty() ? "has no address" : String.join(", ", failures)));
        failure.initCause(lastCause);
        result.tryFailure(failure);
    }

    /** Never asks a name server for the name of an address. */
    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
