package org.spean.testbed.hostile;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections of one {@link Assault}, on one thread of low priority. They share a line as attackers on the Internet do: what
 * they send and how fast they connect is bounded, so that what is measured is what the gateway makes of it and not how much one
 * machine can say to itself. Counters may be read by any thread.
 */
final class Crowd implements AutoCloseable {
    private static final int AT_ONCE = 256;
    private static final int START_SECONDS = 60;
    private static final int PIECE = 64 * 1024;

    private final Assault assault;
    private final MultiThreadIoEventLoopGroup group;
    private final GlobalTrafficShapingHandler line;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final CountDownLatch first = new CountDownLatch(1);
    private int turn; // on the loop
    private long nextConnect = System.nanoTime(); // on the loop
    private volatile boolean closing;

    Crowd(Assault assault) {
        this.assault = assault;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        ThreadFactory threads =
                task -> Thread.ofPlatform().daemon().name("crowd").unstarted(() -> {
                    LowPriority.ofThisThread();
                    task.run();
                });
        group = new MultiThreadIoEventLoopGroup(1, threads, io);
        line = new GlobalTrafficShapingHandler(group, Bounds.LINE_BYTES, 0, 100);
    }

    /** Begins, a few connections at a time; waits until the first is open, as a busy machine lets its attackers wait. */
    Crowd begin() throws InterruptedException {
        for (int i = 0; i < AT_ONCE; i++) {
            group.next().execute(this::next);
        }
        if (!first.await(START_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no connection to " + assault.target() + " within " + START_SECONDS + " s");
        }
        return this;
    }

    private void next() {
        if (closing || (!assault.renewed() && begun.get() >= assault.connections())) {
            return;
        }
        if (assault.renewed() && open.size() >= assault.connections()) {
            var _ = group.next().schedule(this::next, 1, TimeUnit.MILLISECONDS);
            return;
        }
        long now = System.nanoTime();
        nextConnect = Math.max(now, nextConnect) + TimeUnit.SECONDS.toNanos(1) / assault.pace();
        begun.incrementAndGet();
        var _ = group.next().schedule(this::connect, nextConnect - now, TimeUnit.NANOSECONDS);
    }

    private void connect() {
        if (closing) {
            return;
        }
        String from = assault.from().get(turn++ % assault.from().size());
        new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(PIECE, 2 * PIECE))
                .option(ChannelOption.SO_RCVBUF, assault.reads() ? 65_536 : 4_096)
                .option(ChannelOption.AUTO_READ, assault.reads() || assault.tls() != null)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(line);
                        SslContext tls = assault.tls();
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new One());
                    }
                })
                .connect(assault.target(), new InetSocketAddress(from, 0))
                .addListener(done -> {
                    settled.incrementAndGet();
                    next();
                });
    }

    /** Connections that came about. */
    int connected() {
        return connected.get();
    }

    /** Connections open now. */
    int open() {
        return open.size();
    }

    /** Connections that the other side has ended. */
    int ended() {
        return ended.get();
    }

    /** Whether all that were to be opened have been, or were refused, and none is open any more. */
    boolean over() {
        return settled.get() >= assault.connections() && open.isEmpty();
    }

    /** Handshakes that came about. */
    int handshakes() {
        return handshakes.get();
    }

    /** Answers whose beginning came. */
    int answers() {
        return answers.get();
    }

    /** Of these, those of status 2xx that are no fault. */
    int good() {
        return good.get();
    }

    /** Bytes that the other side has taken from us. */
    long sent() {
        return sent.get();
    }

    /** The longest life of a connection that the other side has ended, in milliseconds. */
    long longestMillis() {
        return longest.get();
    }

    @Override
    public void close() {
        closing = true;
        open.close().awaitUninterruptibly(5_000);
        line.release();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class One extends ChannelInboundHandlerAdapter {
        private final long since = System.nanoTime();
        private boolean speaking;
        private boolean waiting;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            open.add(ctx.channel());
            connected.incrementAndGet();
            first.countDown();
            if (assault.tls() == null) {
                speak(ctx);
            }
            ctx.fireChannelActive();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                handshakes.incrementAndGet();
                if (assault.renewed() && assault.opening().length == 0) {
                    ctx.close(); // the handshake is the attack
                    return;
                }
                ctx.channel().config().setAutoRead(assault.reads());
                speak(ctx);
            }
        }

        private void speak(ChannelHandlerContext ctx) {
            speaking = true;
            byte[] opening = assault.opening();
            for (int at = 0; at < opening.length; at += PIECE) { // the line takes whole pieces
                say(ctx, opening, at, Math.min(PIECE, opening.length - at));
            }
            if (assault.again().length > 0) {
                goOn(ctx);
            }
        }

        private void goOn(ChannelHandlerContext ctx) {
            if (!ctx.channel().isActive() || closing) {
                return;
            }
            if (assault.pause().isZero()) {
                while (ctx.channel().isWritable()) {
                    say(ctx, assault.again(), 0, assault.again().length);
                }
            } else if (!waiting) {
                waiting = true;
                var _ = ctx.executor()
                        .schedule(
                                () -> {
                                    waiting = false;
                                    if (ctx.channel().isWritable()) {
                                        say(ctx, assault.again(), 0, assault.again().length);
                                    }
                                    goOn(ctx);
                                },
                                assault.pause().toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }

        private void say(ChannelHandlerContext ctx, byte[] bytes, int from, int length) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes, from, length)).addListener(done -> {
                if (done.isSuccess()) {
                    sent.addAndGet(length);
                }
            });
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (speaking && assault.again().length > 0 && assault.pause().isZero()) {
                goOn(ctx);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes && bytes.readableBytes() >= 12) {
                String text = bytes.toString(StandardCharsets.ISO_8859_1);
                if (text.startsWith("HTTP/1.1 ")) {
                    answers.incrementAndGet();
                    if (text.charAt(9) == '2' && !text.contains("faultcode")) {
                        good.incrementAndGet();
                    }
                }
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (!closing) {
                ended.incrementAndGet();
                longest.accumulateAndGet((System.nanoTime() - since) / 1_000_000, Math::max);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // refused or reset: that is what is counted
        }
    }
}
