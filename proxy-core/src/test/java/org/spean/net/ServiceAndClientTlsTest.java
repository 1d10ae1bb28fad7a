package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.config.KeyFile;
import org.spean.config.Secret;
import org.spean.config.ServiceTlsConfig;
import org.spean.config.TlsConfig;
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

    private static final TlsConfig USUAL = new TlsConfig(List.of("TLSv1.2", "TLSv1.3"), List.of());

    private static ServiceTlsConfig trusting(List<X509Certificate> trust) {
        return new ServiceTlsConfig(true, trust, null, USUAL);
    }

    private static KeyEntry entry(AuthenticationIdentity identity) {
        return new KeyEntry(identity.chain(), identity.key());
    }

    private @Nullable Throwable call(ServiceTls tls, int port, String host, List<X509Certificate> trust)
            throws InterruptedException {
        return call(tls, port, host, trusting(trust));
    }

    /** Shakes hands, says a byte and waits for it to come back; returns why that failed. */
    private @Nullable Throwable call(ServiceTls tls, int port, String host, ServiceTlsConfig service)
            throws InterruptedException {
        Promise<Object> answer = loops.group().next().newPromise();
        Channel channel = new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        URI url = URI.create("https://" + host + ":" + port + "/api");
                        created.pipeline()
                                .addLast(
                                        tls.handler(created, url, service),
                                        new PeerIdentityHandler(),
                                        new ChannelInboundHandlerAdapter() {
                                            @Override
                                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                                ReferenceCountUtil.release(message);
                                                answer.trySuccess(message);
                                            }

                                            @Override
                                            public void channelInactive(ChannelHandlerContext ctx) {
                                                answer.tryFailure(new IOException("closed"));
                                            }
                                        });
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        channel.writeAndFlush(channel.alloc().buffer().writeByte('p'));
        answer.await(TestNet.PATIENCE.toMillis());
        channel.close().sync();
        return answer.cause();
    }

    @Test
    void aServiceIsTrustedByItsListedCertificateByAListedAuthorityAndItsNameOrNotAtAll() throws Exception {
        AuthenticationIdentity service = identity("service.test", KeyKind.RSA_2048);
        AuthenticationIdentity other = identity("other.test", KeyKind.RSA_2048);
        KeyEntry own = new KeyEntry(other.chain(), other.key());
        try (ServiceTls tls = new ServiceTls(new ServiceTls.Keys(own, Map.of()), TestNet.PATIENCE);
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
        try (ServiceTls tls = new ServiceTls(new ServiceTls.Keys(entry(service), Map.of()), TestNet.PATIENCE);
                SSLServerSocket server = new JdkPeer(service).listen(List.of("TLSv1.2"), List.of(JdkPeer.RSA_CBC))) {
            assertThat(call(tls, server.getLocalPort(), "service.test", List.of(service.certificate())))
                    .isNull();
        }
    }

    @Test
    void ourKeyIsShownToAServiceThatAsks() throws Exception {
        AuthenticationIdentity service = identity("service.test", KeyKind.EC_P256);
        AuthenticationIdentity usual = identity("usual.test", KeyKind.EC_P256);
        AuthenticationIdentity special = identity("special.test", KeyKind.RSA_2048);
        KeyFile file = new KeyFile(Path.of("special.p12"), new Secret(new char[0]), null);
        List<X509Certificate> trust = List.of(service.certificate());
        ServiceTlsConfig withKey = new ServiceTlsConfig(true, trust, file, USUAL);
        ServiceTlsConfig old = new ServiceTlsConfig(true, trust, null, new TlsConfig(List.of("TLSv1.2"), List.of()));
        JdkPeer peer = new JdkPeer(service);
        JdkPeer demanding = new JdkPeer(service);
        try (ServiceTls tls = new ServiceTls(
                        new ServiceTls.Keys(entry(usual), Map.of(file, entry(special))), TestNet.PATIENCE);
                ServiceTls without = new ServiceTls(ServiceTls.Keys.NONE, TestNet.PATIENCE);
                SSLServerSocket server = peer.listenToAll(List.of(), List.of());
                SSLServerSocket demandingServer = demanding.listen(List.of(), List.of())) {
            int port = server.getLocalPort();
            assertThat(call(tls, port, "service.test", trusting(trust))).isNull();
            assertThat(call(tls, port, "service.test", withKey)).isNull();
            assertThat(call(without, port, "service.test", trusting(trust))).isNull();
            assertThat(peer.shown)
                    .containsExactly(
                            Optional.of(usual.certificate()), Optional.of(special.certificate()), Optional.empty());
            for (ServiceTlsConfig each : List.of(trusting(trust), old)) {
                assertThat(call(without, demandingServer.getLocalPort(), "service.test", each))
                        .isNotNull();
                assertThat(call(tls, demandingServer.getLocalPort(), "service.test", each))
                        .isNull();
            }
        }
    }

    @Test
    void aServiceIsAskedForByItsNameAndItsSessionsAreResumed() throws Exception {
        AuthenticationIdentity service = identity("service.test", KeyKind.EC_P256);
        ServiceTls.Keys keys = new ServiceTls.Keys(entry(identity("ours.test", KeyKind.EC_P256)), Map.of());
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            JdkPeer peer = new JdkPeer(service);
            try (ServiceTls tls = new ServiceTls(keys, TestNet.PATIENCE);
                    SSLServerSocket server = peer.listen(List.of(protocol), List.of())) {
                for (int i = 0; i < 4; i++) {
                    assertThat(call(tls, server.getLocalPort(), "service.test", List.of(authority.certificate())))
                            .isNull();
                }
                assertThat(peer.judged).as("full handshakes of " + protocol).hasValue(1);
                assertThat(peer.names).isNotEmpty().allMatch(new SNIHostName("service.test")::equals);
            }
        }
    }

    @Test
    void versionsAndSuitesOfAServiceAreThoseConfigured() throws Exception {
        AuthenticationIdentity service = identity("service.test", KeyKind.RSA_2048);
        List<X509Certificate> trust = List.of(service.certificate());
        ServiceTlsConfig modern = new ServiceTlsConfig(true, trust, null, new TlsConfig(List.of("TLSv1.3"), List.of()));
        ServiceTlsConfig cbc =
                new ServiceTlsConfig(true, trust, null, new TlsConfig(List.of("TLSv1.2"), List.of(JdkPeer.RSA_CBC)));
        try (ServiceTls tls = new ServiceTls(ServiceTls.Keys.NONE, TestNet.PATIENCE);
                SSLServerSocket old = new JdkPeer(service).listenToAll(List.of("TLSv1.2"), List.of(JdkPeer.RSA_CBC));
                SSLServerSocket gcm = new JdkPeer(service)
                        .listenToAll(List.of("TLSv1.2"), List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"))) {
            assertThat(call(tls, old.getLocalPort(), "service.test", modern)).isNotNull();
            assertThat(call(tls, old.getLocalPort(), "service.test", cbc)).isNull();
            assertThat(call(tls, gcm.getLocalPort(), "service.test", cbc)).isNotNull();
        }
    }

    @Test
    void whereTheOperatorSaysSoAnyServiceIsAccepted() throws Exception {
        AuthenticationIdentity stranger =
                TestNet.identity(TestNet.authority("Foreign CA", KeyKind.EC_P256), "stranger", KeyKind.EC_P256);
        try (ServiceTls tls = new ServiceTls(ServiceTls.Keys.NONE, TestNet.PATIENCE);
                SSLServerSocket server = new JdkPeer(stranger).listenToAll(List.of(), List.of())) {
            int port = server.getLocalPort();
            assertThat(call(tls, port, "any.name", new ServiceTlsConfig(false, List.of(), null, USUAL)))
                    .isNull();
            assertThat(call(tls, port, "any.name", new ServiceTlsConfig(true, List.of(), null, USUAL)))
                    .isNotNull();
        }
    }

    @Test
    void aClientMayShowACertificateAndNeedNot() throws Exception {
        Queue<Optional<X509Certificate>> seen = new ConcurrentLinkedQueue<>();
        AuthenticationIdentity port = identity("gateway.test", KeyKind.RSA_2048);
        CertificateAuthority foreign = TestNet.authority("Any CA", KeyKind.EC_P256);
        try (ClientPortTls tls = new ClientPortTls(entry(port), USUAL, TestNet.PROBE, TestNet.PATIENCE, 100)) {
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
