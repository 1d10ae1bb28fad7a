package org.spean.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A server that sends back what it hears, over {@link PeerTls}, and remembers who was there and how. */
final class TlsEcho implements AutoCloseable {
    /** What the server saw of a connection that came through the handshake and sent something. */
    record Seen(
            String engine,
            String protocol,
            String suite,
            @Nullable PeerIdentity identity) {}

    final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    final AtomicInteger ended = new AtomicInteger();
    private final EventLoops loops;
    private final Channel server;

    TlsEcho(EventLoops loops, PeerTls tls) throws InterruptedException {
        this.loops = loops;
        server = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.serverHandler(),
                                        new PeerIdentityHandler(),
                                        Intake.ofRequests(),
                                        new Echo());
                        channel.closeFuture().addListener(closed -> ended.incrementAndGet());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** A connection of our own client; its handshake is under way. */
    Channel connect(PeerTls tls) throws InterruptedException {
        return new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.clientHandler(channel, address()),
                                        new PeerIdentityHandler(),
                                        Intake.ofResponses());
                    }
                })
                .connect(address())
                .sync()
                .channel();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            SslHandler tls = java.util.Objects.requireNonNull(ctx.pipeline().get(SslHandler.class));
            SSLSession session = tls.engine().getSession();
            seen.add(new Seen(
                    tls.engine().getClass().getSimpleName(),
                    session.getProtocol(),
                    session.getCipherSuite(),
                    PeerIdentity.of(ctx.channel())));
            ctx.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
