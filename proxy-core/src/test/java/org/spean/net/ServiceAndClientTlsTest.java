package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.KeyEntry;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;

/** TLS towards services, and of the port for information systems. */
class ServiceAndClientTlsTest {
    private final EventLoops loops = EventLoops.start(1);
    private final CertificateAuthority authority = TestNet.authority("Inner CA", KeyKind.EC_P256);

    @AfterEach
    void stop() {
        loops.shutdown(Duration.ofSeconds(1)).syncUninterruptibly();
    }

    private AuthenticationIdentity identity(String dnsName, KeyKind kind) {
        Issued issued = authority.tls(dnsName, "127.0.0.1", kind);
        return new AuthenticationIdentity(issued.chain(), issued.key());
    }

    private @Nullable Throwable call(ServiceTls tls, int port, String host, List<X509Certificate> trust)
            throws InterruptedException {
        Channel channel = new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        URI url = URI.create("https://" + host + ":" + port + "/api");
                        created.pipeline().addLast(tls.handler(created, url, trust), new PeerIdentityHandler());
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        SslHandler handler = Objects.requireNonNull(channel.pipeline().get(SslHandler.class));
        handler.handshakeFuture().await(TestNet.PATIENCE.toMillis());
        channel.close().sync();
        return handler.handshakeFuture().cause();
    }

    @Test
    void aServiceIsTrustedByItsListedCertificateByAListedAuthorityAndItsNameOrNotAtAll() throws Exception {
        AuthenticationIdentity service = identity("service.test", KeyKind.RSA_2048);
        AuthenticationIdentity other = identity("other.test", KeyKind.RSA_2048);
        KeyEntry own = new KeyEntry(other.chain(), other.key());
        try (ServiceTls tls = new ServiceTls(own, TestNet.PATIENCE, 100);
                SSLServerSocket server = new JdkPeer(service).listen(List.of(), List.of())) {
            int port = server.getLocalPort();
            List<X509Certificate> listed = List.of(service.certificate());
            List<X509Certificate> byAuthority = List.of(authority.certificate());

            assertThat(call(tls, port, "service.test", listed)).isNull();
            assertThat(call(tls, port, "any.name", listed)).isNull();
            assertThat(call(tls, port, "service.test", byAuthority)).isNull();
            assertThat(call(tls, port, "any.name", byAuthority)).isNotNull();
            assertThat(call(tls, port, "service.test", List.of(other.certificate())))
                    .isNotNull();
            assertThat(call(tls, port, "service.test", List.of())).isNotNull();
        }
    }

    @Test
    void anOldServiceIsSpokenToAsItCan() throws Exception {
        AuthenticationIdentity service = identity("service.test", KeyKind.RSA_2048);
        try (ServiceTls tls = new ServiceTls(new KeyEntry(service.chain(), service.key()), TestNet.PATIENCE, 100);
                SSLServerSocket server = new JdkPeer(service).listen(List.of("TLSv1.2"), List.of(JdkPeer.RSA_CBC))) {
            assertThat(call(tls, server.getLocalPort(), "service.test", List.of(service.certificate())))
                    .isNull();
        }
    }

    @Test
    void aClientMayShowACertificateAndNeedNot() throws Exception {
        Queue<Optional<X509Certificate>> seen = new ConcurrentLinkedQueue<>();
        AuthenticationIdentity port = identity("gateway.test", KeyKind.RSA_2048);
        CertificateAuthority foreign = TestNet.authority("Any CA", KeyKind.EC_P256);
        try (ClientPortTls tls = new ClientPortTls(new KeyEntry(port.chain(), port.key()), TestNet.PATIENCE, 100)) {
            Channel server = new ServerBootstrap()
                    .group(loops.group())
                    .channel(loops.serverChannel())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            tls.handler(channel),
                                            new PeerIdentityHandler(),
                                            Intake.ofRequests(),
                                            new ChannelInboundHandlerAdapter() {
                                                @Override
                                                public void channelRead(ChannelHandlerContext ctx, Object message) {
                                                    seen.add(Optional.ofNullable(PeerIdentity.of(ctx.channel()))
                                                            .map(PeerIdentity::certificate));
                                                    ctx.writeAndFlush(message);
                                                }
                                            });
                        }
                    })
                    .bind("127.0.0.1", 0)
                    .sync()
                    .channel();
            InetSocketAddress address = (InetSocketAddress) server.localAddress();
            AuthenticationIdentity client = TestNet.identity(foreign, "client", KeyKind.EC_P256);
            for (List<String> protocols : List.of(List.of("TLSv1.3"), List.of("TLSv1.2"))) {
                assertThat(new JdkPeer(null).ping(address, protocols, List.of()).getPeerCertificates())
                        .containsExactly(port.certificate());
                new JdkPeer(client).ping(address, protocols, List.of());
                JdkPeer twice = new JdkPeer(client);
                twice.ping(address, protocols, List.of());
                twice.ping(address, protocols, List.of());
            }
            await().until(() -> seen.size() == 8);
            Optional<X509Certificate> shown = Optional.of(client.certificate());
            assertThat(seen)
                    .containsExactly(Optional.empty(), shown, shown, shown, Optional.empty(), shown, shown, shown);
            server.close().sync();
        }
    }
}
