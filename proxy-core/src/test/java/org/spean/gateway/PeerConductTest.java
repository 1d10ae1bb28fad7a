package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.testbed.peer.Script;
import org.spean.testbed.peer.ScriptedClient;
import org.spean.testbed.peer.ScriptedServer;
import org.spean.testbed.peer.TlsOffer;

/**
 * Other security servers as they should not be. A scripted one stands where the ministry is registered; the ministry's
 * own gateway listens beside it, answers for its OCSP status, and is called by a scripted consumer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("StringConcatToTextBlock") // the bytes of HTTP, line ends and all
class PeerConductTest {

    private static final int BESIDE = 5599;

    @TempDir
    static Path folder;

    private volatile Script script = Script.closingAfter(new byte[0]);
    private ScriptedServer server;
    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ministry((file, pair) -> file.set("listen.peer", pair.address(3) + ":" + BESIDE)
                        .set("timeouts.betweenBytes", "1s")
                        .set("peers.compactEvidence", true)
                        .set("limits.discardBytes", "64KiB"))
                .bank((file, pair) -> file.set("peers.compactEvidence", true)
                        .set("timeouts.firstByte", "700ms")
                        .set("timeouts.betweenBytes", "1s"))
                .start();
        server = ScriptedServer.start(
                new InetSocketAddress(pair.address(3), 5500),
                pair.server("ss-moi").authentication(),
                TlsOffer.MODERN,
                (request, out) -> script.serve(request, out));
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        pair.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fault(String connection) {
        String envelope = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SOAP-ENV:Envelope"
                + " xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\"><SOAP-ENV:Body><SOAP-ENV:Fault>"
                + "<faultcode>Server.ServerProxy.Odd.Code</faultcode><faultstring>as the peer said</faultstring>"
                + "<faultactor></faultactor><detail><faultDetail xmlns=\"\">8b3e7f20</faultDetail></detail>"
                + "</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>";
        return bytes("HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=utf-8\r\nSOAPAction: \r\n" + connection
                + "Content-Length: " + envelope.length() + "\r\n\r\n" + envelope);
    }

    private void assertFault(String type, String text) throws Exception {
        HttpResponse<String> answer =
                pair.send(pair.request("/x").POST(BodyPublishers.ofString("{}")).build());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("x-road-error")).hasValue(type);
        assertThat(answer.body()).contains(text).doesNotContain("127.");
    }

    // ---- towards a peer

    @Test
    void faultOfAPeerIsPassedOnAndTheConnectionUsedAgain() throws Exception {
        script = Script.closingAfter(fault("Connection: close\r\n"));
        assertFault("Server.ServerProxy.Odd.Code", "as the peer said"); // whatever was pooled is used up
        int before = server.connections();
        script = Script.keepingAfter(fault(""));
        for (int i = 0; i < 5; i++) {
            assertFault("Server.ServerProxy.Odd.Code", "as the peer said");
        }
        assertThat(server.connections() - before).isEqualTo(1);
    }

    @Test
    void faultOfAPeerThatClosesIsPassedOn() throws Exception {
        script = Script.closingAfter(fault("Connection: close\r\n"));
        for (int i = 0; i < 3; i++) {
            assertFault("Server.ServerProxy.Odd.Code", "as the peer said");
        }
    }

    @Test
    void peerThatNeverAnswers() throws Exception {
        script = (request, out) -> {
            hangUp(3);
            return false;
        };
        assertFault("Server.ClientProxy.NetworkError", "did not answer in time");
    }

    private static void hangUp(int seconds) throws IOException {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Ty",
                "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=xtop\r\nx-hash-algorithm: SHA-512\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n3\r\n--x\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=xtop\r\nx-hash-algorithm: SHA-512\r\n"
                        + "Content-Length: 5000\r\n\r\n--xtop\r\ncontent-type:application/x-road-rest-response\r\n\r\n200\r\n"
            })
    void peerThatDiesBeforeItsAnswerIsWhole(String answer) throws Exception {
        script = Script.closingAfter(bytes(answer));
        assertFault("Server.ClientProxy.NetworkError", "was lost");
    }

    @Test
    void peerThatStallsInItsAnswer() throws Exception {
        script = (request, out) -> {
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=x\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n3\r\n--x\r\n"));
            out.flush();
            hangUp(3);
            return false;
        };
        assertFault("Server.ClientProxy.NetworkError", "in time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 smtp ready\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=x\r\nContent-Length: 9\r\n\r\nnot parts",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/xml\r\n\r\n<html/>"
            })
    void peerThatAnswersNonsense(String answer) throws Exception {
        script = Script.closingAfter(bytes(answer));
        HttpResponse<String> told = pair.get("/x");

        assertThat(told.headers().firstValue("x-road-error").orElse("")).startsWith("Server.ClientProxy.Invalid");
    }

    /** The fault would be passed on, had it been taken for the answer. */
    static Stream<String> ambiguous() {
        String good = text(fault(""));
        int head = good.indexOf("Content-Length");
        int body = good.indexOf("\r\n\r\n") + 4;
        UnaryOperator<String> chunked = header -> good.substring(0, head) + header + "\r\n\r\n"
                + Integer.toHexString(good.length() - body) + "\r\n" + good.substring(body) + "\r\n0\r\n\r\n";
        return Stream.of(
                text(fault("Transfer-Encoding: chunked\r\n")),
                text(fault("Content-Length: 5\r\n")),
                text(fault("Content-Length: " + (good.length() - body) + "\r\n")),
                good.replace("Content-Length: ", "Content-Length: +"),
                good.replace("SOAPAction: ", "X: a\rContent-Type: text/xml"),
                good.replace("SOAPAction: ", "X: a\0b"),
                chunked.apply("Transfer-Encoding: gzip, chunked"),
                chunked.apply("Transfer-Encoding: identity, chunked"),
                chunked.apply("Transfer-Encoding: chunked, identity"),
                chunked.apply("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                chunked.apply("Transfer-Encoding: xchunked"),
                chunked.apply("Transfer-Encoding: chunked\r\nContent-Length: 5"));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void peerWhoseAnswerCanBeReadInTwoWays(String answer) throws Exception {
        script = Script.keepingAfter(answer.getBytes(StandardCharsets.ISO_8859_1));
        HttpResponse<String> told = pair.get("/x");

        assertThat(told.headers().firstValue("x-road-error")).hasValue("Server.ClientProxy.InvalidMessage");
        assertThat(told.body()).doesNotContain("as the peer said");
        int before = server.connections();
        script = Script.keepingAfter(fault(""));
        assertFault("Server.ServerProxy.Odd.Code", "as the peer said");
        assertThat(server.connections()).as("what followed is nobody's answer").isEqualTo(before + 1);
    }

    /** RFC 9112, 5.2: one header, with a blank for each break. */
    @Test
    void whatAPeerFoldsIsNoHeaderOfItsOwn() throws Exception {
        script = Script.closingAfter(bytes(
                text(fault("")).replace("Content-Type: text/xml;charset=utf-8", "X: y\r\n Content-Type: text/xml")));
        HttpResponse<String> told = pair.get("/x");

        assertThat(told.headers().firstValue("x-road-error")).hasValue("Server.ClientProxy.InvalidContentType");
        assertThat(told.body()).doesNotContain("as the peer said");
    }

    @Test
    void peerThatAnswersWithAnErrorStatusAndCloses() throws Exception {
        script = Script.closingAfter(bytes("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy"));
        for (int i = 0; i < 3; i++) {
            assertFault("Server.ClientProxy.HttpError", "503");
        }
    }

    /** The beginning of a head, left in the decoder, would take in the head of the next answer. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n", "H", "\r\n"})
    void whatAPeerSaysBehindItsAnswerDoesNotBeginTheNext(String behind) throws Exception {
        script = Script.closingAfter(fault("Connection: close\r\n"));
        assertFault("Server.ServerProxy.Odd.Code", "as the peer said"); // whatever was pooled is used up
        int before = server.connections();
        script = Script.keepingAfter(bytes(text(fault("")) + behind));
        for (int i = 0; i < 3; i++) {
            assertFault("Server.ServerProxy.Odd.Code", "as the peer said");
        }
        assertThat(server.connections() - before).isEqualTo(3);
    }

    @Test
    void peerThatSpeaksUnaskedIsNotHeard() throws Exception {
        script = (request, out) -> {
            out.write(fault(""));
            out.write(fault("Connection: close\r\n"));
            out.flush();
            return true;
        };
        for (int i = 0; i < 5; i++) {
            assertFault("Server.ServerProxy.Odd.Code", "as the peer said");
        }
        // What was said unasked may still be on its way, and be taken for the next answer: its last one.
        script = Script.closingAfter(fault("Connection: close\r\n"));
        assertFault("Server.ServerProxy.Odd.Code", "as the peer said");
    }

    // ---- called by a peer

    private byte[] goodRequest() throws Exception {
        script = Script.keepingAfter(fault(""));
        assertThat(pair.send(pair.request("/echo")
                                .POST(BodyPublishers.ofString("a body to be proud of"))
                                .build())
                        .statusCode())
                .isEqualTo(500);
        return server.requests().getLast();
    }

    private ScriptedClient consumer() throws IOException {
        return ScriptedClient.connect(
                new InetSocketAddress(pair.address(3), BESIDE),
                pair.server("ss-bank").authentication(),
                TlsOffer.MODERN,
                Pair.PATIENCE);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] changed(byte[] request, String from, String to) {
        assertThat(from).hasSameSizeAs(to);
        String text = text(request);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void requestsAreRefusedOnAConnectionThatStays() throws Exception {
        byte[] good = goodRequest();
        long before = pair.register.requests();
        try (ScriptedClient consumer = consumer()) {
            assertThat(text(consumer.exchange(good))).contains("signature/bdoc-1.0/ts", "a body to be proud of");
            // forged body, forged head, other client, no service, parts of no known type, a head that is none
            assertThat(text(consumer.exchange(changed(good, "proud", "doubt")))).contains("faultcode");
            assertThat(text(consumer.exchange(changed(good, "POST\r\n/r1", "PUTS\r\n/r1"))))
                    .contains("faultcode");
            assertThat(text(consumer.exchange(changed(good, "X-Road-Client:CAMBODIA", "X-Road-Client:CAMBODIE"))))
                    .contains("SslAuthenticationFailed");
            assertThat(text(consumer.exchange(changed(good, "IDENTITY/identity", "IDENTITY/identitx"))))
                    .contains("faultcode");
            assertThat(text(consumer.exchange(
                            changed(good, "application/x-road-rest-body", "application/x-road-rest-bodz"))))
                    .contains("InvalidContentType");
            assertThat(text(consumer.exchange(changed(good, "X-Road-Client:", "X-Road-Cl ent:"))))
                    .contains("InvalidMessage");
            assertThat(text(consumer.exchange(changed(good, "x-hash-algorithm: SHA-512", "x-hash-algorithm: SHA-999"))))
                    .contains("InvalidMessage");
            assertThat(text(consumer.exchange(good))).contains("signature/bdoc-1.0/ts", "a body to be proud of");
        }
        assertThat(pair.register.requests()).isEqualTo(before + 2);
    }

    @Test
    void theCompactFormIsForThoseWhoAgreedToIt() throws Exception {
        byte[] good = goodRequest();
        assertThat(text(good)).doesNotContain("x-spean");
        byte[] stock = changed(good, "7.8.0+spean", "7.8.0+x-y-z");
        byte[] compact = changed(good, "application/ocsp-response", "application/x-spean-ocsp ");
        try (ScriptedClient consumer = consumer()) {
            assertThat(text(consumer.exchange(stock)))
                    .contains("signature/bdoc-1.0/ts")
                    .doesNotContain("x-spean");
            assertThat(text(consumer.exchange(compact))).contains("InvalidContentType");
            assertThat(text(consumer.exchange(good))).contains("signature/bdoc-1.0/ts", "x-spean-evidence: 1\r\n");
            assertThat(text(consumer.exchange(good))).contains("signature/bdoc-1.0/ts");
            assertThat(text(consumer.exchange(compact))).contains("InvalidMessage", "compact ocsp");
            assertThat(consumer.closedByPeer()).isTrue();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTurn() throws Exception {
        byte[] good = goodRequest();
        byte[] bad = changed(good, "proud", "doubt");
        try (ScriptedClient consumer = consumer()) {
            for (byte[] request : List.of(good, bad, good)) {
                consumer.send(request, 0, request.length);
            }
            assertThat(text(consumer.response())).contains("signature/bdoc-1.0/ts");
            assertThat(text(consumer.response())).contains("faultcode");
            assertThat(text(consumer.response())).contains("signature/bdoc-1.0/ts");
        }
    }

    @Test
    void requestThatBreaksOffLeavesNothing() throws Exception {
        byte[] good = goodRequest();
        long before = pair.register.requests();
        for (int length : new int[] {1, 100, good.length / 2, good.length - 100, good.length - 1}) {
            try (ScriptedClient consumer = consumer()) {
                consumer.send(good, 0, length);
            }
        }
        pair.assertNothingHeld();
        assertThat(pair.register.requests()).isEqualTo(before);
    }

    @Test
    void requestThatStallsIsRefusedInTime() throws Exception {
        byte[] good = goodRequest();
        try (ScriptedClient consumer = consumer()) {
            consumer.send(good, 0, good.length - 100);

            assertThat(text(consumer.response())).contains("NetworkError", "in time");
            assertThat(consumer.closedByPeer()).isTrue();
        }
    }

    /** Of a message that does not say what is asked, and of one that is read only to be refused: each byte comes soon enough. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-road-rest-request", "application/json"})
    void requestThatTricklesIsRefusedInTime(String type) throws Exception {
        String head = "POST / HTTP/1.1\r\nHost: g\r\nx-road-message-type: REST\r\nx-hash-algorithm: SHA-512\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\nContent-Length: 60000\r\n\r\n--b\r\ncontent-type: "
                + type + "\r\n\r\n";
        try (ScriptedClient consumer = consumer()) {
            long began = System.nanoTime();
            consumer.send(bytes(head), 0, head.length());
            Thread dribble = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        consumer.send(new byte[] {'x'}, 0, 1);
                        TimeUnit.MILLISECONDS.sleep(100);
                    }
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt(); // cut off, as it should be
                }
            });
            assertThat(text(consumer.response())).contains("faultcode");
            assertThat(consumer.closedByPeer()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
            dribble.interrupt();
        }
    }

    @Test
    void requestWithSomethingBehindItsEndIsTheLastOne() throws Exception {
        byte[] good = goodRequest();
        try (ScriptedClient consumer = consumer()) {
            assertThat(text(consumer.exchange(good))).contains("signature/bdoc-1.0/ts");
            byte[] garbage = bytes("garbage\r\n\r\n");
            consumer.send(garbage, 0, garbage.length);
            assertThat(text(consumer.response())).contains("InvalidMessage");
            assertThat(consumer.closedByPeer()).isTrue();
        }
    }

    /** Heads that another server could read otherwise; the message in them is good. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked\r\n",
                "X: y\r\n Content-Length: 5\r\n",
                "X: a\rb\r\n",
                "X: a\0b\r\n",
                "X: a\nContent-Length: 5\r\n",
                "X : a\r\n",
                ": a\r\n"
            })
    void whatAnotherServerCouldReadOtherwiseIsRefused(String header) throws Exception {
        String good = text(goodRequest());
        long before = pair.register.requests();
        try (ScriptedClient consumer = consumer()) {
            int end = good.indexOf("\r\n\r\n") + 2;
            byte[] bad = bytes(good.substring(0, end) + header + good.substring(end));
            assertThat(text(consumer.exchange(bad))).contains("InvalidMessage");
            assertThat(consumer.closedByPeer()).isTrue();
        }
        assertThat(pair.register.requests()).isEqualTo(before);
    }

    @Test
    void strangersAreTurnedAway() throws Exception {
        byte[] good = goodRequest();
        try (ScriptedClient consumer = ScriptedClient.connect(
                new InetSocketAddress(pair.address(3), BESIDE),
                pair.server("ss-moi").authentication(), // a server of the ecosystem, but not the client's
                TlsOffer.MODERN,
                Pair.PATIENCE)) {
            assertThat(text(consumer.exchange(good))).contains("SslAuthenticationFailed", "not registered");
        }
    }
}
