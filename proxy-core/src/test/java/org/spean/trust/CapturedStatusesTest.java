package org.spean.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConfTree;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.CaptureSet;
import org.spean.golden.Pki;

/** Captured questions and answers of port 5577, and the responses that captured requests carry. */
class CapturedStatusesTest {
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterAll
    static void stop() {
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    record Asked(CaptureSet set, Path folder, Instant at) {
        @Override
        public String toString() {
            return set.name() + " " + folder.getFileName();
        }
    }

    static Stream<Asked> asked() {
        List<Asked> asked = Capture.all()
                .filter(capture -> capture.direction() == Direction.RESPONSE)
                .filter(capture -> Files.exists(capture.folder().resolve("ocsp-5577-request.bin")))
                .map(capture -> new Asked(capture.set(), capture.folder(), capture.date()))
                .distinct()
                .toList();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(4);
        return asked.stream();
    }

    private static TrustAnchors anchors(CaptureSet set) {
        return GlobalConfTree.read(set.globalConf()).anchors(1);
    }

    private static List<X509Certificate> chain(CaptureSet set, String name) {
        Pki pki = set.pki();
        List<X509Certificate> chain = new ArrayList<>(List.of(pki.certificate(name)));
        if (set.name().equals("ica")) {
            chain.add(pki.certificate("ica"));
        }
        return chain;
    }

    @ParameterizedTest
    @MethodSource("asked")
    void asksAndReadsAsCaptured(Asked asked) throws Exception {
        byte[] request = Files.readAllBytes(asked.folder.resolve("ocsp-5577-request.bin"));
        byte[] response = Files.readAllBytes(asked.folder.resolve("ocsp-5577-response.bin"));
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> replay(server, response, heard));
            OcspQuestions questions =
                    new OcspQuestions(LOOPS, () -> OcspSettings.of(server.getLocalPort(), Duration.ofSeconds(5)));
            X509Certificate leaf = asked.set.pki().certificate("moi-auth");
            List<OcspResponse> responses = questions.peer("127.0.0.1", leaf).block(TrustWorld.PATIENCE);

            assertThat(heard.get(5, TimeUnit.SECONDS))
                    .isEqualTo(new String(request, US_ASCII).lines().findFirst().orElseThrow());
            assertThat(responses).hasSize(1);
            TrustAnchors anchors = anchors(asked.set);
            X509Certificate issuer = anchors.issuerOf(leaf);
            assertThat(issuer).isNotNull();
            assertThat(anchors.judge(responses.getFirst(), leaf, asked.at).good())
                    .isTrue();
            questions.close().block(TrustWorld.PATIENCE);
        }
    }

    private static void replay(ServerSocket server, byte[] response, CompletableFuture<String> heard) {
        try (Socket socket = server.accept()) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet != '\r'; octet = in.read()) {
                line.write(octet);
            }
            heard.complete(line.toString(US_ASCII));
            socket.getOutputStream().write(response);
        } catch (IOException e) {
            heard.completeExceptionally(new UncheckedIOException(e));
        }
    }

    @Test
    void acceptsTheResponsesOfEveryCapturedRequestAtItsTime() {
        ShownStatuses statuses = new ShownStatuses(new Revocations(), new Events(InstantSource.system()));
        List<Capture> requests = Capture.signed()
                .filter(capture -> capture.direction() == Direction.REQUEST)
                .toList();
        assertThat(requests).hasSizeGreaterThan(50).allSatisfy(capture -> {
            TrustAnchors anchors = anchors(capture.set());
            List<X509Certificate> chain = chain(capture.set(), "bank-auth");
            assertThat(capture.ocsp()).hasSize(chain.size());
            assertThat(statuses.judge(chain, capture.ocsp(), anchors, capture.date())
                            .good())
                    .isTrue();
            assertThat(statuses.judge(
                                    chain,
                                    capture.ocsp(),
                                    anchors,
                                    capture.date().plus(Duration.ofHours(2)))
                            .good())
                    .isFalse();
            assertThat(statuses.judge(chain, capture.ocsp().subList(1, chain.size()), anchors, capture.date())
                            .good())
                    .isFalse();
        });
    }
}
