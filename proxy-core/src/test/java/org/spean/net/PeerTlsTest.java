package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;

/** Both sides of {@link PeerTls}, with each other and with the JDK. */
class PeerTlsTest {
    private static final List<String> ONLY_1_2 = List.of("TLSv1.2");

    private static EventLoops loops;
    private static CertificateAuthority authority;
    private static TrustAnchors anchors;
    private static AuthenticationIdentity ours;
    private static AuthenticationIdentity theirs;

    /** A certificate is judged in each full handshake, and in no resumed one. */
    private final AtomicInteger judged = new AtomicInteger();

    @BeforeAll
    static void start() {
        loops = EventLoops.start(1);
        authority = TestNet.authority("Test CA", KeyKind.RSA_2048);
        anchors = TestNet.anchors(authority);
        ours = TestNet.identity(authority, "ours", KeyKind.RSA_2048);
        theirs = TestNet.identity(authority, "theirs", KeyKind.RSA_2048);
    }

    @AfterAll
    static void stop() {
        loops.shutdown(Duration.ofSeconds(1)).syncUninterruptibly();
    }

    private PeerTls tls(AuthenticationIdentity identity, Duration handshake) {
        return new PeerTls(
                () -> identity,
                () -> {
                    judged.incrementAndGet();
                    return anchors;
                },
                PeerTlsSettings.of(handshake, 100, Duration.ofHours(1)),
                TestNet.PROBE,
                TestNet.CLOCK);
    }

    private PeerTls tls(AuthenticationIdentity identity) {
        return tls(identity, TestNet.PATIENCE);
    }

    private static SslHandler handshaken(Channel channel) throws InterruptedException {
        SslHandler handler = Objects.requireNonNull(channel.pipeline().get(SslHandler.class));
        TestNet.await(handler.handshakeFuture());
        return handler;
    }

    private static String engine(SslHandler handler) {
        return handler.engine().getClass().getSimpleName();
    }

    @Test
    void servesModernPeersByBoringSsl() throws Exception {
        try (PeerTls tls = tls(ours);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            SSLSession session = new JdkPeer(theirs).ping(echo.address(), List.of(), List.of());

            assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
            assertThat(session.getPeerCertificates()).containsExactly(ours.certificate());
            TlsEcho.Seen seen = Objects.requireNonNull(echo.seen.poll());
            assertThat(seen.engine()).contains("OpenSsl");
            assertThat(Objects.requireNonNull(seen.identity()).certificate()).isEqualTo(theirs.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void servesUnmodifiedServersByTheJdk(KeyKind kind) throws Exception {
        try (PeerTls tls = tls(TestNet.identity(authority, "kind", kind));
                TlsEcho echo = new TlsEcho(loops, tls)) {
            String suite = kind == KeyKind.RSA_2048 ? JdkPeer.RSA_CBC : JdkPeer.ECDSA_CBC;
            SSLSession session = new JdkPeer(theirs).ping(echo.address(), ONLY_1_2, List.of(suite));

            assertThat(session.getCipherSuite()).isEqualTo(suite);
            assertThat(Objects.requireNonNull(echo.seen.poll()).engine()).doesNotContain("OpenSsl");
        }
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void servesGcmOfTls12ByBoringSsl(KeyKind kind) throws Exception {
        try (PeerTls tls = tls(TestNet.identity(authority, "kind", kind));
                TlsEcho echo = new TlsEcho(loops, tls)) {
            new JdkPeer(theirs).ping(echo.address(), ONLY_1_2, List.of());

            TlsEcho.Seen seen = Objects.requireNonNull(echo.seen.poll());
            assertThat(seen.protocol()).isEqualTo("TLSv1.2");
            assertThat(seen.engine()).contains("OpenSsl");
        }
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void betweenOwnServersMovesToBoringSslAndResumes(KeyKind kind) throws Exception {
        try (PeerTls server = tls(TestNet.identity(authority, "server", kind));
                PeerTls client = tls(TestNet.identity(authority, "client", kind));
                TlsEcho echo = new TlsEcho(loops, server)) {
            SslHandler first = handshaken(echo.connect(client));
            assertThat(engine(first)).doesNotContain("OpenSsl");
            assertThat(first.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");

            SslHandler second = handshaken(exchanged(echo.connect(client)));
            assertThat(engine(second)).contains("OpenSsl");
            assertThat(second.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");

            int full = judged.get();
            Channel third = exchanged(echo.connect(client));
            assertThat(engine(handshaken(third))).contains("OpenSsl");
            assertThat(judged.get()).isEqualTo(full).isEqualTo(4);
            assertThat(Objects.requireNonNull(PeerIdentity.of(third))
                            .certificate()
                            .getSubjectX500Principal()
                            .getName())
                    .contains("server.test");
        }
    }

    @Test
    void jdkPeersResumeWithBothEngines() throws Exception {
        try (PeerTls tls = tls(ours);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            for (List<String> suites : List.of(List.<String>of(), List.of(JdkPeer.RSA_CBC))) {
                JdkPeer peer = new JdkPeer(theirs);
                List<String> protocols = suites.isEmpty() ? List.of() : ONLY_1_2;
                judged.set(0);
                peer.ping(echo.address(), protocols, suites);
                SSLSession again = peer.ping(echo.address(), protocols, suites);

                assertThat(judged.get()).isEqualTo(1);
                assertThat(again.getPeerCertificates()).containsExactly(ours.certificate());
                assertThat(echo.seen)
                        .hasSize(2)
                        .allSatisfy(seen -> assertThat(
                                        Objects.requireNonNull(seen.identity()).certificate())
                                .isEqualTo(theirs.certificate()));
                echo.seen.clear();
            }
        }
    }

    @Test
    void gcmOfTls12IsResumedByBoringSslAsServer() throws Exception {
        try (PeerTls tls = tls(ours);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            JdkPeer peer = new JdkPeer(theirs);
            for (int i = 0; i < 3; i++) {
                peer.ping(echo.address(), ONLY_1_2, List.of());
            }
            assertThat(judged.get()).isEqualTo(1);
            assertThat(peer.judged.get()).isEqualTo(1);
            assertThat(echo.seen)
                    .hasSize(3)
                    .allSatisfy(seen -> assertThat(seen.engine()).contains("OpenSsl"));
        }
    }

    /** With a peer not met before the JDK's engine speaks first, so that what BoringSSL resumes is the second session. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, CBC, 1", "TLSv1.2, GCM, 2", "TLSv1.3, , 2"})
    void resumesAsClientByEachEngine(String protocol, @Nullable String kind, int full) throws Exception {
        String gcm = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
        List<String> suites = kind == null ? List.of() : List.of(kind.equals("CBC") ? JdkPeer.RSA_CBC : gcm);
        JdkPeer peer = new JdkPeer(theirs);
        try (PeerTls client = tls(ours);
                SSLServerSocket server = peer.listen(List.of(protocol), suites)) {
            for (int i = 0; i < 5; i++) {
                Channel channel = exchanged(connect(client, (InetSocketAddress) server.getLocalSocketAddress()));
                SslHandler handler = handshaken(channel);
                assertThat(handler.engine().getSession().getProtocol()).isEqualTo(protocol);
                assertThat(engine(handler).contains("OpenSsl")).isEqualTo(full == 2 && i > 0);
                assertThat(Objects.requireNonNull(PeerIdentity.of(channel)).certificate())
                        .as("known in a resumed session too")
                        .isEqualTo(theirs.certificate());
                channel.close().sync();
            }
            assertThat(judged.get()).as("by us").isEqualTo(full);
            assertThat(peer.judged.get()).as("by them").isEqualTo(full);
        }
    }

    @Test
    void speaksOnlyTheVersionsAndSuitesConfigured() throws Exception {
        try (PeerTls tls = new PeerTls(
                        () -> ours,
                        () -> anchors,
                        new PeerTlsSettings(
                                TestNet.PATIENCE,
                                100,
                                Duration.ofHours(1),
                                List.of("TLSv1.2"),
                                List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")),
                        TestNet.PROBE,
                        TestNet.CLOCK);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            SSLSession session = new JdkPeer(theirs).ping(echo.address(), List.of(), List.of());
            assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
            assertThat(session.getCipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
            assertThatThrownBy(() -> new JdkPeer(theirs).ping(echo.address(), List.of("TLSv1.3"), List.of()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> new JdkPeer(theirs).ping(echo.address(), ONLY_1_2, List.of(JdkPeer.RSA_CBC)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void connectsToUnmodifiedServersAndKeepsTheJdkEngineForThem() throws Exception {
        try (PeerTls client = tls(ours);
                SSLServerSocket server = new JdkPeer(theirs).listen(ONLY_1_2, List.of(JdkPeer.RSA_CBC))) {
            for (int i = 0; i < 3; i++) {
                Channel channel = connect(client, (InetSocketAddress) server.getLocalSocketAddress());
                SslHandler handler = handshaken(exchanged(channel));
                assertThat(engine(handler)).doesNotContain("OpenSsl");
                assertThat(handler.engine().getSession().getCipherSuite()).isEqualTo(JdkPeer.RSA_CBC);
                assertThat(Objects.requireNonNull(PeerIdentity.of(channel)).certificate())
                        .isEqualTo(theirs.certificate());
                channel.close().sync();
            }
        }
    }

    /** An unmodified server answers and closes; a consumer that was paused meanwhile must lose nothing of the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void deliversWhatAPeerSaidBeforeItClosed(String protocol) throws Exception {
        int length = 2_000_000;
        List<String> suites = "TLSv1.2".equals(protocol) ? List.of(JdkPeer.RSA_CBC) : List.of();
        try (PeerTls client = tls(ours);
                SSLServerSocket server = new JdkPeer(theirs).listenOnce(List.of(protocol), suites, new byte[length])) {
            AtomicInteger received = new AtomicInteger();
            Channel channel = connect(client, (InetSocketAddress) server.getLocalSocketAddress());
            Intake intake = Objects.requireNonNull(channel.pipeline().get(Intake.class));
            channel.pipeline().replace(Arrivals.class, null, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    received.addAndGet(((ByteBuf) message).readableBytes());
                    ReferenceCountUtil.release(message);
                    intake.pause();
                    ctx.executor().schedule(intake::resume, 1, TimeUnit.MILLISECONDS);
                }
            });
            handshaken(channel);
            TestNet.await(channel.writeAndFlush(channel.alloc().buffer().writeByte('p')));
            TestNet.await(channel.closeFuture());
            assertThat(received).hasValue(length);
        }
    }

    @Test
    void refusesClientsWithoutTrustInTheHandshake() throws Exception {
        CertificateAuthority foreign = TestNet.authority("Foreign CA", KeyKind.EC_P256);
        try (PeerTls tls = tls(ours);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            for (@Nullable
            AuthenticationIdentity identity : new @Nullable AuthenticationIdentity[] {
                null,
                TestNet.identity(foreign, "foreign", KeyKind.EC_P256),
                new AuthenticationIdentity(
                        foreign.self().chain(), foreign.self().key())
            }) {
                JdkPeer peer = new JdkPeer(identity);
                assertThatThrownBy(() -> peer.ping(echo.address(), List.of(), List.of()))
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> peer.ping(echo.address(), ONLY_1_2, List.of(JdkPeer.RSA_CBC)))
                        .isInstanceOf(IOException.class);
            }
            assertThat(echo.seen).isEmpty();
            await().untilAtomic(echo.ended, org.hamcrest.Matchers.is(6));
        }
    }

    @Test
    void refusesServersWithoutTrust() throws Exception {
        CertificateAuthority foreign = TestNet.authority("Foreign CA", KeyKind.EC_P256);
        try (PeerTls client = tls(ours);
                SSLServerSocket server = new JdkPeer(TestNet.identity(foreign, "foreign", KeyKind.EC_P256))
                        .listen(List.of(), List.of())) {
            Channel channel = connect(client, (InetSocketAddress) server.getLocalSocketAddress());
            SslHandler handler = Objects.requireNonNull(channel.pipeline().get(SslHandler.class));
            assertThat(TestNet.awaitFailure(handler.handshakeFuture())).hasStackTraceContaining("UntrustedCertificate");
            TestNet.await(channel.closeFuture());
        }
    }

    @Test
    void readsAClientHelloThatArrivesByteByByte() throws Exception {
        try (PeerTls tls = tls(ours);
                TlsEcho echo = new TlsEcho(loops, tls);
                SlowRelay relay = new SlowRelay(echo.address())) {
            SSLSession session = new JdkPeer(theirs).ping(relay.address(), ONLY_1_2, List.of(JdkPeer.RSA_CBC));
            assertThat(session.getCipherSuite()).isEqualTo(JdkPeer.RSA_CBC);
            assertThat(new JdkPeer(theirs)
                            .ping(relay.address(), List.of(), List.of())
                            .getProtocol())
                    .isEqualTo("TLSv1.3");
        }
    }

    @Test
    void closesOnGarbage() throws Exception {
        try (PeerTls tls = tls(ours);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            for (byte[] garbage : List.of(
                    "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0},
                    new byte[] {21, 3, 1, 0, 2, 2, 40})) {
                try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), echo.address().getPort())) {
                    socket.setSoTimeout((int) TestNet.PATIENCE.toMillis());
                    socket.getOutputStream().write(garbage);
                    assertThat(endOf(socket.getInputStream())).isTrue();
                }
            }
        }
    }

    @Test
    void closesWhenTheHandshakeDoesNotCome() throws Exception {
        try (PeerTls tls = tls(ours, Duration.ofMillis(200));
                TlsEcho echo = new TlsEcho(loops, tls)) {
            for (byte[] begun : List.of(new byte[0], new byte[] {22, 3, 1})) {
                try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), echo.address().getPort())) {
                    socket.setSoTimeout((int) TestNet.PATIENCE.toMillis());
                    socket.getOutputStream().write(begun);
                    assertThat(endOf(socket.getInputStream())).isTrue();
                }
            }
        }
    }

    @Test
    void rehearsesWithItself() {
        try (PeerTls tls = tls(ours)) {
            tls.prepare();
            assertThat(judged).as("both sides of a handshake by each engine").hasValue(4);
        }
        try (PeerTls distrusted =
                tls(TestNet.identity(TestNet.authority("Foreign CA", KeyKind.EC_P256), "foreign", KeyKind.EC_P256))) {
            distrusted.prepare(); // reports, and does not fail the start
        }
    }

    @Test
    void isMadeReadyForANewIdentityBeforeAnybodyConnects() {
        AtomicReference<AuthenticationIdentity> current = new AtomicReference<>(ours);
        try (PeerTls tls = new PeerTls(
                current::get,
                () -> anchors,
                PeerTlsSettings.of(TestNet.PATIENCE, 100, Duration.ofHours(1)),
                TestNet.PROBE,
                TestNet.CLOCK)) {
            tls.prepare();
            PeerContexts old = tls.ready();
            AuthenticationIdentity renewed = TestNet.identity(authority, "renewed", KeyKind.EC_P256);
            tls.prepare(renewed);
            PeerContexts built = tls.upcoming();
            assertThat(Objects.requireNonNull(built).identity()).isEqualTo(renewed);
            assertThat(tls.ready()).as("in use until we are somebody else").isSameAs(old);
            current.set(renewed);
            ReferenceCountUtil.release(
                    tls.serverHandler(ByteBufAllocator.DEFAULT, true).engine());
            assertThat(tls.ready()).as("not built by the connection").isSameAs(built);
            assertThat(tls.upcoming()).isNull();
        }
    }

    @Test
    @Timeout(20) // it was to look for contexts for ever
    void aConnectionThatComesAfterTheEndIsRefused() {
        PeerTls tls = tls(ours);
        tls.prepare();
        tls.close();

        assertThatThrownBy(() -> tls.serverHandler(ByteBufAllocator.DEFAULT, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TLS has ended");
    }

    @Test
    void showsANewCertificateFromTheNextConnectionOn() throws Exception {
        AtomicReference<AuthenticationIdentity> current = new AtomicReference<>(ours);
        try (PeerTls tls = new PeerTls(
                        current::get,
                        () -> anchors,
                        PeerTlsSettings.of(TestNet.PATIENCE, 100, Duration.ofHours(1)),
                        TestNet.PROBE,
                        TestNet.CLOCK);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            JdkPeer peer = new JdkPeer(theirs);
            assertThat(peer.ping(echo.address(), List.of(), List.of()).getPeerCertificates())
                    .containsExactly(ours.certificate());
            AuthenticationIdentity renewed = TestNet.identity(authority, "renewed", KeyKind.EC_P256);
            current.set(renewed);
            assertThat(peer.ping(echo.address(), List.of(), List.of()).getPeerCertificates())
                    .containsExactly(renewed.certificate());
        }
    }

    @Test
    void sendsIntermediatesWithoutTheTop() throws Exception {
        CertificateAuthority below = authority.intermediate("Below", KeyKind.EC_P256);
        AuthenticationIdentity identity = TestNet.identity(below, "below", KeyKind.EC_P256);
        assertThat(identity.chain()).hasSize(2);
        try (PeerTls tls = tls(identity);
                TlsEcho echo = new TlsEcho(loops, tls)) {
            assertThat(new JdkPeer(identity)
                            .ping(echo.address(), List.of(), List.of())
                            .getPeerCertificates())
                    .containsExactlyElementsOf(identity.chain());
            assertThat(new JdkPeer(identity)
                            .ping(echo.address(), ONLY_1_2, List.of(JdkPeer.ECDSA_CBC))
                            .getPeerCertificates())
                    .containsExactlyElementsOf(identity.chain());
        }
    }

    private static Channel connect(PeerTls tls, InetSocketAddress address) throws InterruptedException {
        return new io.netty.bootstrap.Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .handler(new io.netty.channel.ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.clientHandler(channel, address),
                                        new PeerIdentityHandler(),
                                        Intake.ofResponses(),
                                        new Arrivals());
                    }
                })
                .connect(address)
                .sync()
                .channel();
    }

    /** After a message there and back; by then session tickets have arrived too. */
    private static Channel exchanged(Channel channel) throws InterruptedException {
        Arrivals arrivals = channel.pipeline().get(Arrivals.class);
        if (arrivals == null) {
            arrivals = new Arrivals();
            channel.pipeline().addLast(arrivals);
        }
        handshaken(channel);
        TestNet.await(channel.writeAndFlush(channel.alloc().buffer().writeByte('p')));
        Arrivals seen = arrivals;
        await().until(() -> seen.bytes.get() == 1);
        return channel;
    }

    private static boolean endOf(InputStream in) throws IOException {
        try {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketException e) {
            return true; // reset, as we did not read all it said
        }
    }

    private static void copySlowly(InputStream in, OutputStream out) {
        try (in;
                out) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                out.write(octet);
                out.flush();
            }
        } catch (IOException e) {
            return; // the relay ends with either side
        }
    }

    /** Passes every byte in a packet of its own. */
    private static final class SlowRelay implements AutoCloseable {
        private final java.net.ServerSocket listening;

        SlowRelay(InetSocketAddress target) throws IOException {
            listening = new java.net.ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    try {
                        Socket from = listening.accept();
                        Socket to = new Socket(target.getAddress(), target.getPort());
                        to.setTcpNoDelay(true);
                        Thread.ofPlatform().daemon().start(() -> run(from, to));
                        Thread.ofPlatform().daemon().start(() -> run(to, from));
                    } catch (IOException e) {
                        return; // closed
                    }
                }
            });
        }

        private static void run(Socket from, Socket to) {
            try {
                copySlowly(from.getInputStream(), to.getOutputStream());
            } catch (IOException e) {
                return; // closed meanwhile
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listening.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
