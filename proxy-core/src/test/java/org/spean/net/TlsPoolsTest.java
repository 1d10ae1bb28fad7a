package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;

/** Pools of connections in TLS: what a lease waits for, and what a handshake that fails changes. */
class TlsPoolsTest {
    private final EventLoops loops = EventLoops.start(1);
    private final EventLoop loop = loops.group().next();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ChannelPools pools =
            new ChannelPools(loops, new PoolSettings(Duration.ofSeconds(3), Duration.ofHours(1), 4, 4, 4));

    @AfterEach
    void everyPlaceIsFreeAgain() throws Exception {
        pools.close();
        for (AutoCloseable one : opened) {
            one.close();
        }
        await().atMost(TestNet.PATIENCE).until(() -> TestNet.await(loop.submit(() -> pools.open(loop))) == 0);
        loops.shutdown(Duration.ofSeconds(1)).syncUninterruptibly();
    }

    private Future<Channel> leased(Destination destination) {
        return pools.lease(loop, destination, "somebody");
    }

    private Channel lease(Destination destination) throws InterruptedException {
        return TestNet.await(leased(destination));
    }

    private void release(Channel channel) throws InterruptedException {
        TestNet.await(loop.submit(() -> pools.release(channel)));
    }

    private record Peer(PeerTls engines, List<InetSocketAddress> candidates) implements Destination {
        @Override
        public Object key() {
            return candidates;
        }

        @Override
        public void initialise(Channel channel, InetSocketAddress chosen) {
            channel.pipeline()
                    .addLast(
                            engines.clientHandler(channel, chosen),
                            new PeerIdentityHandler(),
                            Intake.ofResponses(),
                            new Arrivals());
        }

        @Override
        public boolean tls() {
            return true;
        }
    }

    @Test
    void leasesAfterTheHandshakeAndGoesOnWithTheOthersWhenItFails() throws Exception {
        CertificateAuthority authority = TestNet.authority("Test CA", KeyKind.EC_P256);
        CertificateAuthority foreign = TestNet.authority("Foreign CA", KeyKind.EC_P256);
        TrustAnchors anchors = TestNet.anchors(authority);
        AuthenticationIdentity ours = TestNet.identity(authority, "ours", KeyKind.EC_P256);
        AuthenticationIdentity theirs = TestNet.identity(authority, "theirs", KeyKind.EC_P256);
        try (PeerTls tls = new PeerTls(
                        () -> ours,
                        () -> anchors,
                        PeerTlsSettings.of(TestNet.PATIENCE, 100, Duration.ofHours(1)),
                        TestNet.PROBE,
                        TestNet.CLOCK);
                SSLServerSocket good = new JdkPeer(theirs).listen(List.of(), List.of());
                SSLServerSocket bad =
                        new JdkPeer(TestNet.identity(foreign, "bad", KeyKind.EC_P256)).listen(List.of(), List.of())) {
            tls.prepare(ours); // as a gateway does: building it reads files
            InetSocketAddress goodAddress = (InetSocketAddress) good.getLocalSocketAddress();
            InetSocketAddress badAddress = (InetSocketAddress) bad.getLocalSocketAddress();

            for (int i = 0; i < 4; i++) {
                Channel channel = lease(new Peer(tls, List.of(badAddress, goodAddress)));
                assertThat(channel.remoteAddress()).isEqualTo(goodAddress);
                assertThat(PeerIdentity.of(channel)).isNotNull();
                ByteBuf ping = channel.alloc().buffer().writeByte(1);
                TestNet.await(channel.writeAndFlush(ping));
                Arrivals arrivals = channel.pipeline().get(Arrivals.class);
                await().until(() -> arrivals.bytes.get() == 1);
                release(channel);
                assertThat(lease(new Peer(tls, List.of(badAddress, goodAddress))))
                        .isSameAs(channel);
                TestNet.await(channel.close());
            }
            assertThat(TestNet.awaitFailure(leased(new Peer(tls, List.of(badAddress)))))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining(":" + badAddress.getPort());
        }
    }

    @Test
    void aPeerThatFallsBackToCbcIsMetWithTheJdkAtOnce() throws Exception {
        CertificateAuthority authority = TestNet.authority("Test CA", KeyKind.RSA_2048);
        TrustAnchors anchors = TestNet.anchors(authority);
        AuthenticationIdentity ours = TestNet.identity(authority, "ours", KeyKind.RSA_2048);
        JdkPeer peer = new JdkPeer(TestNet.identity(authority, "theirs", KeyKind.RSA_2048));
        try (PeerTls tls = new PeerTls(
                () -> ours,
                () -> anchors,
                PeerTlsSettings.of(TestNet.PATIENCE, 100, Duration.ofHours(1)),
                TestNet.PROBE,
                TestNet.CLOCK)) {
            tls.prepare(ours);
            SSLServerSocket modern = peer.listen(List.of(), List.of());
            opened.add(modern);
            InetSocketAddress address = (InetSocketAddress) modern.getLocalSocketAddress();
            Destination destination = new Peer(tls, List.of(address));
            TestNet.await(lease(destination).close());
            TestNet.await(lease(destination).close());
            modern.setEnabledProtocols(new String[] {"TLSv1.2"});
            modern.setEnabledCipherSuites(new String[] {JdkPeer.RSA_CBC});

            TestNet.await(lease(destination).close());
            Channel channel = lease(destination);
            assertThat(Objects.requireNonNull(channel.pipeline().get(SslHandler.class))
                            .engine()
                            .getSession()
                            .getCipherSuite())
                    .isEqualTo(JdkPeer.RSA_CBC);
            channel.close();
        }
    }
}
