package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that move bytes, and the channel types that fit them: epoll where the native library loads, else NIO.
 * One group serves accepting, peers, clients and services, so that an exchange can stay on one loop.
 */
public final class EventLoops implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(2);

    private final EventLoopGroup group;
    private final AtomicInteger channels = new AtomicInteger();
    private volatile boolean closed;
    private final int threads;
    private final boolean epoll;

    private EventLoops(EventLoopGroup group, int threads, boolean epoll) {
        this.group = group;
        this.threads = threads;
        this.epoll = epoll;
    }

    /**
     * Starts the loops.
     *
     * @param threads number of loops; 0 means one per available processor
     */
    public static EventLoops start(int threads) {
        return start(threads, Epoll.isAvailable(), "spean-loop");
    }

    /** Starts one loop for what is no data plane: accepting, and questions of the gateway's own. */
    public static EventLoops startOne(String name) {
        return start(1, Epoll.isAvailable(), name);
    }

    static EventLoops start(int threads, boolean epoll) {
        return start(threads, epoll, "spean-loop");
    }

    private static EventLoops start(int threads, boolean epoll, String name) {
        if (threads < 0) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 0)");
        }
        int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        DefaultThreadFactory names = new DefaultThreadFactory(name, true);
        return new EventLoops(new MultiThreadIoEventLoopGroup(count, names, factory), count, epoll);
    }

    public EventLoopGroup group() {
        return group;
    }

    /** Number of loops. */
    public int threads() {
        return threads;
    }

    /** The type of a listening socket. */
    public Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** The type of an outgoing connection. */
    public Class<? extends SocketChannel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The type of a datagram socket, for name resolution. */
    public Class<? extends DatagramChannel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** The option by which two listening sockets may have one address. */
    public ChannelOption<Boolean> reusePort() {
        return epoll ? UnixChannelOption.SO_REUSEPORT : NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
    }

    /** Registers a channel just accepted with one of the loops, which live on until it is closed. */
    ChannelFuture take(Channel accepted) {
        channels.incrementAndGet();
        accepted.closeFuture().addListener(gone -> {
            if (channels.decrementAndGet() == 0 && closed) {
                shutdown(END);
            }
        });
        return group.register(accepted);
    }

    /** Ends the loops as soon as the last channel that they have accepted is closed. Does not wait. */
    @Override
    public void close() {
        closed = true;
        if (channels.get() == 0) {
            shutdown(END);
        }
    }

    /** Ends the loops; channels still open are closed. The future is done when the last thread has ended. */
    public Future<?> shutdown(Duration atMost) {
        return group.shutdownGracefully(0, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public String toString() {
        return threads + (epoll ? " epoll" : " NIO") + " loops";
    }
}
