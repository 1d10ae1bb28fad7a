package org.spean.testbed.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.Issued;

/**
 * Opens TLS connections with a client certificate one after another, each with a full handshake, and closes each in order:
 * it says that it has nothing to say and waits until the server, having checked everything, hangs up. BoringSSL on one
 * event loop, whose thread alone touches the counters.
 */
public final class FullHandshakes implements AutoCloseable {
    /** Open at the same time. */
    private static final int CONNECTIONS = 8;

    private final MultiThreadIoEventLoopGroup group;
    private final SslContext tls;

    /**
     * Shakes hands as this client.
     *
     * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
     * @param suite the only one offered
     */
    public FullHandshakes(Issued client, String protocol, String suite) throws IOException {
        tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .keyManager(client.key(), client.chain().toArray(X509Certificate[]::new))
                .trustManager(InsecureTrustManagerFactory.INSTANCE) // whom it measures it has started itself
                .endpointIdentificationAlgorithm(null)
                .protocols(protocol)
                .ciphers(List.of(suite))
                .build();
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, io);
    }

    /**
     * Opens and closes so many connections, and blocks meanwhile.
     *
     * @throws IOException when one failed
     */
    public void run(InetSocketAddress server, int times) throws IOException, InterruptedException {
        Run run = new Run(server, times);
        group.next().submit(run::begin);
        try {
            run.done.get(2, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new IOException("handshake with " + server + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("handshakes with " + server + " take too long", e);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Run {
        private final Bootstrap bootstrap;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int toOpen;
        private int toClose;

        Run(InetSocketAddress server, int times) {
            this.toOpen = times;
            this.toClose = times;
            this.bootstrap = new Bootstrap()
                    .group(group)
                    .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            Duration.ofSeconds(10).toMillis())
                    .remoteAddress(server)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            // Without the server's name, so that no session is found again.
                            SslHandler handler = tls.newHandler(channel.alloc());
                            handler.setHandshakeTimeoutMillis(
                                    Duration.ofSeconds(30).toMillis());
                            channel.pipeline().addLast(handler, new Connection(Run.this, handler));
                        }
                    });
        }

        void begin() {
            for (int i = 0; i < CONNECTIONS; i++) {
                open();
            }
        }

        private void open() {
            if (toOpen-- > 0) {
                bootstrap.connect().addListener(connected -> {
                    if (!connected.isSuccess()) {
                        done.completeExceptionally(connected.cause());
                    }
                });
            }
        }

        void closed(@Nullable Throwable failure) {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (--toClose == 0) {
                done.complete(null);
            } else {
                open();
            }
        }
    }

    private static final class Connection extends ChannelInboundHandlerAdapter {
        private final Run run;
        private final SslHandler tls;
        private @Nullable Throwable failure = new IOException("closed before the handshake");

        Connection(Run run, SslHandler tls) {
            this.run = run;
            this.tls = tls;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                failure = handshake.cause();
                if (handshake.isSuccess()) {
                    // With data unread, closing would reset the connection, and the server miss our last flight.
                    tls.closeOutbound().addListener(sent -> {
                        if (ctx.channel() instanceof DuplexChannel duplex) {
                            duplex.shutdownOutput();
                        }
                    });
                }
            }
            ctx.fireUserEventTriggered(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            run.closed(failure);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure = cause;
            ctx.close();
        }
    }
}
