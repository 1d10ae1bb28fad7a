package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.KeyKind;

/** Information systems that take their time on the HTTPS port: each stage has its bound, and others are served meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowHttpsTest {
    private static final int SLOW = 20;
    private static final Duration HANDSHAKE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_BYTES = Duration.ofSeconds(1);
    private static final Duration EXCHANGE = Duration.ofSeconds(3);
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final Duration PACE = Duration.ofMillis(100);

    @TempDir
    static Path folder;

    private final CertificateAuthority authority =
            CertificateAuthority.root("Internal CA", KeyKind.EC_P256, InstantSource.system());
    private Pair pair;
    private SSLContext tls;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder).bank(this::withTls).start();
        tls = SSLContext.getInstance("TLS");
        tls.init(null, ClientTlsTest.trust(authority).getTrustManagers(), null);
    }

    private GatewayFile withTls(GatewayFile file, Pair made) {
        Path own = made.server("ss-bank").folder();
        try {
            authority
                    .tls("gateway.test", made.address(2), KeyKind.EC_P256)
                    .writePkcs12(own.resolve("tls.p12"), "tls", "testbed-tls");
            Files.writeString(own.resolve("tls.pin"), "testbed-tls\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return file.set("keys.clientTls", GatewayFile.mapOf("file", "tls.p12", "passwordFile", "tls.pin"))
                .set("listen.clientHttps", made.address(2) + ":8443")
                .set("timeouts.handshake", HANDSHAKE.toSeconds() + "s")
                .set("timeouts.betweenBytes", BETWEEN_BYTES.toSeconds() + "s")
                .set("timeouts.exchange", EXCHANGE.toSeconds() + "s");
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private InetSocketAddress port() {
        return new InetSocketAddress(pair.address(2), 8443);
    }

    private void assertOthersAreServed() throws Exception {
        try (RawClient client = RawClient.to(port(), tls)) {
            assertThat(client.write(RawClient.head("GET", "/headers") + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Writes a byte after the other, and the last again and again, until the gateway takes no more. */
    private static void dribble(RawClient client, byte[] bytes) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0; ; i++) {
                    client.write(new byte[] {bytes[Math.min(i, bytes.length - 1)]});
                    TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
                }
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt(); // cut off, as it should be
            }
        });
    }

    private static byte[] hello() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    static Stream<Arguments> handshakes() throws Exception {
        byte[] hello = hello();
        byte[] half = Arrays.copyOf(hello, hello.length / 2);
        return Stream.of(
                Arguments.of("silent from the first", new byte[0], new byte[0]),
                Arguments.of("half a ClientHello", half, new byte[0]),
                Arguments.of("a ClientHello byte by byte", new byte[0], hello),
                Arguments.of("a ClientHello and no more", hello, new byte[0]),
                Arguments.of("a ClientHello, then records of a byte each", hello, new byte[] {
                    22, 3, 3, 0, 1, 20, 22, 3, 3, 0, 1, 0
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handshakes")
    void aHandshakeThatDoesNotEndIsBrokenOff(String name, byte[] atOnce, byte[] slowly) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            long began = System.nanoTime();
            for (int i = 0; i < SLOW; i++) {
                RawClient client = RawClient.to(port()).write(atOnce);
                clients.add(client);
                if (slowly.length > 0) {
                    dribble(client, slowly);
                }
            }
            assertOthersAreServed();
            for (RawClient client : clients) {
                client.drain();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(HANDSHAKE.plus(SLACK));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aHeadThatComesByteByByteIsBrokenOff() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            long began = System.nanoTime();
            for (int i = 0; i < SLOW; i++) {
                RawClient client = RawClient.to(port(), tls);
                clients.add(client);
                dribble(client, RawClient.head("GET", "/headers").repeat(9).getBytes(ISO_8859_1));
            }
            assertOthersAreServed();
            for (RawClient client : clients) {
                client.drain();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BETWEEN_BYTES.plus(SLACK));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** Who asks whom is known only when it has come: no exchange has begun that could be late. */
    @Test
    void aSoapEnvelopeThatTricklesIsRefused() throws Exception {
        trickle(
                "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n",
                BETWEEN_BYTES);
    }

    /** Each pause is shorter than what may pass between bytes: what ends it is the time of the whole exchange. */
    @Test
    void aBodyThatTricklesIsRefusedWhenTheExchangeHasTakenItsTime() throws Exception {
        trickle(RawClient.head("POST", "/echo", "Content-Length: 100000") + "\r\n", EXCHANGE);
    }

    private void trickle(String head, Duration bound) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            long began = System.nanoTime();
            for (int i = 0; i < SLOW; i++) {
                RawClient client = RawClient.to(port(), tls);
                clients.add(client);
                client.write(head);
                dribble(client, new byte[] {'x'});
            }
            assertOthersAreServed();
            for (RawClient client : clients) {
                assertThat(client.read().text()).contains("in time");
                client.drain(); // and the rest is not read for long
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(bound, bound.plus(BETWEEN_BYTES).plus(SLACK));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
