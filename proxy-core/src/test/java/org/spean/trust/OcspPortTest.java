package org.spean.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.key.KeyEntry;
import org.spean.net.ProxyProtocol;

/** What our port answers to peers, old and new. */
class OcspPortTest {
    private final TrustWorld world = new TrustWorld();
    private final HttpClient http = HttpClient.newHttpClient();
    private final OcspStatuses statuses = world.statuses();
    private final KeyEntry authentication = world.authentication(world.below);
    private final KeyEntry signing = world.signing(world.top);
    private OcspPort port;

    @BeforeEach
    void bind() {
        world.identities(statuses).use(List.of(authentication), List.of(signing));
        statuses.refresh().block(TrustWorld.PATIENCE);
        port = world.port(statuses);
    }

    @AfterEach
    void close() throws Exception {
        http.close();
        world.close();
    }

    private HttpResponse<byte[]> send(String method, String query) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port.address().getPort() + "/" + query);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    @Timeout(60)
    void whoSendsAByteNowAndThenIsNotIdleAndHungUpAllTheSame() throws Exception {
        OcspPort patient = world.port(statuses, 100, Duration.ofSeconds(1));
        byte[] endless = "GET /?cert=".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), patient.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(endless);
            AtomicBoolean ended = new AtomicBoolean();
            await().pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        try {
                            out.write('0');
                        } catch (IOException e) {
                            ended.set(true);
                        }
                        return ended.get();
                    });
        }
    }

    @Test
    void aKeptConnectionLivesBeyondTheTimeOfOneRequest() throws Exception {
        OcspPort patient = world.port(statuses, 100, Duration.ofSeconds(2));
        String request = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), patient.address().getPort())) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            long from = System.nanoTime();
            await().pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                        assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
                        while (!in.readLine().isEmpty()) {
                            // a header
                        }
                        return System.nanoTime() - from > Duration.ofSeconds(3).toNanos();
                    });
        }
    }

    /** As HAProxy sends it: with the connection, while the request comes when a client has one. */
    @Test
    @Timeout(60)
    void aProxysLineMayComeBeforeTheRequest() throws Exception {
        Accepted accepted = new Accepted();
        OcspPort proxied = world.port(statuses, accepted, true, OcspPort.PATIENCE);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), proxied.address().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("PROXY TCP4 192.0.2.7 192.0.2.1 4711 5577\r\n".getBytes(StandardCharsets.US_ASCII));
            await().atMost(TrustWorld.PATIENCE)
                    .until(() -> accepted.last != null
                            && String.valueOf(ProxyProtocol.sourceOf(accepted.last))
                                    .contains("192.0.2.7"));
            out.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @ChannelHandler.Sharable
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private volatile @Nullable Channel last;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            last = ctx.channel();
        }
    }

    private List<byte[]> parts(String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send("GET", query);
        assertThat(response.statusCode()).isEqualTo(200);
        String type = response.headers().firstValue("content-type").orElseThrow();
        assertThat(type)
                .isEqualTo(
                        "multipart/related; type=\"application/ocsp-response\"; charset=UTF-8; boundary=testboundary");
        return OcspMultipart.read(type, response.body());
    }

    private static String sha1(KeyEntry key) {
        return CertHash.sha1(key.certificate()).hex();
    }

    private static String sha256(KeyEntry key) {
        return CertHash.sha256(key.certificate()).hex();
    }

    private byte[] current(KeyEntry key) {
        return Objects.requireNonNull(statuses.current(key.certificate())).der();
    }

    @Test
    void answersEitherHashAndBoth() throws Exception {
        for (String query : List.of(
                "?cert=" + sha1(authentication),
                "?cert_hash=" + sha256(authentication),
                "?cert=" + sha1(authentication) + "&cert_hash=" + sha256(authentication),
                "?cert=" + sha1(authentication).toUpperCase(java.util.Locale.ROOT))) {
            assertThat(parts(query)).containsExactly(current(authentication));
        }
    }

    @Test
    void answersSeveralInOrder() throws Exception {
        assertThat(parts("?cert=" + sha1(signing) + "&cert_hash=" + sha256(signing) + "&cert=" + sha1(authentication)
                        + "&cert_hash=" + sha256(authentication)))
                .containsExactly(current(signing), current(authentication));
        String intermediate = CertHash.sha1(world.below.certificate()).hex();
        assertThat(parts("?cert=" + sha1(authentication) + "&cert=" + intermediate))
                .hasSize(2);
    }

    @Test
    void answersTheHeartbeat() throws Exception {
        assertThat(send("HEAD", "").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsNotOurs() throws Exception {
        String unknown = "00".repeat(20);
        for (String query : List.of(
                "",
                "?cert=" + unknown,
                "?cert=" + sha1(authentication) + "&cert=" + unknown,
                "?cert=zz",
                "?cert=" + sha256(authentication),
                "?cert=" + sha1(authentication) + ("&cert=" + sha1(authentication)).repeat(16))) {
            assertThat(send("GET", query).statusCode()).as(query).isEqualTo(500);
        }
        assertThat(send("POST", "?cert=" + sha1(authentication)).statusCode()).isEqualTo(405);
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() throws Exception {
        OcspPort narrow = world.port(statuses, 1);
        try (Socket first = new Socket(
                        narrow.address().getAddress(), narrow.address().getPort());
                Socket second = new Socket(
                        narrow.address().getAddress(), narrow.address().getPort())) {
            second.setSoTimeout((int) TrustWorld.PATIENCE.toMillis());
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            first.setSoTimeout((int) TrustWorld.PATIENCE.toMillis());
            first.getOutputStream().write("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().read()).isEqualTo('H');
        }
    }
}
