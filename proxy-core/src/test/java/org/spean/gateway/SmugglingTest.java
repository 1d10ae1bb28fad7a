package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.testbed.GatewayFile;

/**
 * Nothing is smuggled between client, gateways and service: a request that two servers could read in two ways is refused
 * whole, and what reaches the service is the one request on which the access rule decided, byte for byte. The service
 * keeps what it gets as it is on the wire.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {

    private static final String RAW = "/r1/" + Pair.PROVIDER + "/raw";
    private static final String PARTS = "/r1/" + Pair.PROVIDER + "/parts";
    private static final String WHO = "Host: gateway\r\nX-Road-Client: " + Pair.BANK + "\r\n";
    private static final String SMUGGLED = "GET " + RAW + "/smuggled HTTP/1.1\r\n" + WHO + "\r\n";

    @TempDir
    static Path folder;

    private RecordingService service;
    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        service = RecordingService.start();
        pair = Pair.in(folder)
                .service("raw", service.url())
                .ministry((file, made) -> file.add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                Pair.PROVIDER + "/parts",
                                "url",
                                service.url(),
                                "endpoints",
                                List.of(
                                        endpoint("GET", "/public/**", Pair.BANK),
                                        endpoint("*", "/secret/**", Pair.PROVIDER)))))
                .start();
    }

    private static Object endpoint(String method, String path, String whom) {
        return GatewayFile.mapOf("method", method, "path", path, "allow", List.of(whom));
    }

    @BeforeEach
    void serviceAnswersWell() {
        service.answer(RecordingService.GOOD);
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() throws Exception {
        pair.close();
        service.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String shown(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    /** What the service has been sent beyond the first requests. */
    private List<String> since(int before) {
        List<String> all = service.requests();
        return all.subList(before, all.size());
    }

    private void assertWorks() throws IOException {
        int before = service.requests().size();
        service.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nafter");
        try (RawClient client = RawClient.to(pair)) {
            client.write("GET " + RAW + "/after HTTP/1.1\r\n" + WHO + "\r\n");
            assertThat(client.read().text()).isEqualTo("after");
        }
        assertThat(since(before)).hasSize(1);
    }

    // ---- client to gateway

    /** Headers, each with a body of five bytes by length or by chunks: what one server takes for it, another does not. */
    private static Stream<String> heads() {
        return Stream.of(
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5, 5",
                "Content-Length: 5, 6",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length:",
                "Content-Length : 5",
                "Content-Length: 5;",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5\u000b",
                "Content-Length: 5\r\n ",
                "X: y\r\n Content-Length: 5",
                "X: y\r\n\tContent-Length: 5",
                "X: y\r\n Transfer-Encoding: chunked",
                " Content-Length: 5",
                "Content-Length: 5\rX: y",
                "Content-Length: 5\nX: y",
                "X: a\0b\r\nContent-Length: 5",
                "X\0: a\r\nContent-Length: 5",
                "X(: a\r\nContent-Length: 5",
                "X Y: a\r\nContent-Length: 5",
                "\u00e9: a\r\nContent-Length: 5",
                ": a\r\nContent-Length: 5",
                "no colon\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked;x=y",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding:",
                "Transfer-Encoding\0: chunked",
                "\u00a0Transfer-Encoding: chunked");
    }

    private static Stream<String> chunks() {
        return Stream.of(
                "5\nabcde\n0\n\n",
                "5\rabcde\r\n0\r\n\r\n",
                "+5\r\nabcde\r\n0\r\n\r\n",
                "-5\r\nabcde\r\n0\r\n\r\n",
                "0x5\r\nabcde\r\n0\r\n\r\n",
                "5 \r\nabcde\r\n0\r\n\r\n",
                " 5\r\nabcde\r\n0\r\n\r\n",
                "5 5\r\nabcde\r\n0\r\n\r\n",
                "5_\r\nabcde\r\n0\r\n\r\n",
                "\r\nabcde\r\n0\r\n\r\n",
                "5;x\ny\r\nabcde\r\n0\r\n\r\n",
                "5;x=\"\r\n\"\r\nabcde\r\n0\r\n\r\n",
                "5\r\nabcdeXX0\r\n\r\n",
                "5\r\nabcde0\r\n\r\n",
                "100000005\r\nabcde\r\n0\r\n\r\n",
                "fffffffffffffffff5\r\nabcde\r\n0\r\n\r\n",
                "5\r\nabcde\r\n0\r\nno colon\r\n\r\n");
    }

    private static Stream<String> lines() {
        return Stream.of(
                "POST  /x HTTP/1.1",
                "POST\t/x HTTP/1.1",
                " POST /x HTTP/1.1",
                "POST /x  HTTP/1.1",
                "POST /x HTTP/1.1 ",
                "POST /x\r HTTP/1.1",
                "POST /x\u000b HTTP/1.1",
                "POST /x\0 HTTP/1.1",
                "POST /x HTTP/1.1\0",
                "POST /x y HTTP/1.1",
                "POST /x",
                "POST /x HTTP/2.0",
                "POST /x HTTP/1.10",
                "POST /x HTTP/1.2",
                "P\0ST /x HTTP/1.1",
                "P(ST /x HTTP/1.1");
    }

    private static Stream<String> ambiguous() {
        UnaryOperator<String> withLength = head -> "POST " + RAW + "/x HTTP/1.1\r\n" + WHO + head + "\r\n\r\nabcde";
        UnaryOperator<String> withChunks =
                head -> "POST " + RAW + "/x HTTP/1.1\r\n" + WHO + head + "\r\n\r\n5\r\nabcde\r\n0\r\n\r\n";
        String chunked = "POST " + RAW + "/x HTTP/1.1\r\n" + WHO + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                        heads().map(head -> head.contains("ransfer") ? withChunks.apply(head) : withLength.apply(head)),
                        chunks().map(chunked::concat),
                        lines().map(line ->
                                line.replace("/x", RAW + "/x") + "\r\n" + WHO + "Content-Length: 5\r\n\r\nabcde"),
                        Stream.of(
                                withLength.apply("Content-Length: 5").replace("\r\n", "\n"),
                                withChunks.apply("Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0")))
                .flatMap(each -> each);
    }

    @Test
    void whatAnotherServerCouldReadOtherwiseIsRefused() throws Exception {
        int before = service.requests().size();
        List<String> taken = new ArrayList<>();
        for (String request : ambiguous().toList()) {
            try (RawClient client = RawClient.to(pair)) {
                client.write(bytes(request + SMUGGLED));
                RawClient.Answer answer = client.read();
                if (answer.status() != 500 || !answer.text().contains("not valid HTTP/1.1") || !closed(client)) {
                    taken.add(shown(request) + " -> " + answer.statusLine() + ' ' + answer.text());
                }
            }
        }
        assertThat(taken).isEmpty();
        assertThat(since(before)).isEmpty();
        assertWorks();
    }

    /** A byte at a time, since the rules are checked over what one read brings. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y\r\n Content-Length: 5",
                "X: y\r\n\tTransfer-Encoding: chunked",
                "Content-Length: 5\r\nTransfer-Encoding: chunked"
            })
    void neitherIsItTakenByteByByte(String head) throws Exception {
        int before = service.requests().size();
        try (RawClient client = RawClient.to(pair)) {
            for (byte one : bytes("POST " + RAW + "/x HTTP/1.1\r\n" + WHO + head + "\r\n\r\n")) {
                client.write(new byte[] {one});
            }
            assertThat(client.read().text()).contains("not valid HTTP/1.1");
            assertThat(closed(client)).isTrue();
        }
        assertThat(since(before)).isEmpty();
    }

    /** What was not read of a request makes the kernel reset the connection instead of ending it. */
    private static boolean closed(RawClient client) throws IOException {
        try {
            return client.closedByGateway();
        } catch (SocketException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length:\t5\r\n\r\nabcde",
                "Content-Length: 5\r\nX: chunked\r\n\r\nabcde",
                "Transfer-Encoding: CHUNKED\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n00005;x=y\r\nabcde\r\n00\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nContent-Length: 7\r\nX-Road-Client: a/b/c\r\n\r\n"
            })
    void whatCanBeReadInOneWayReachesTheServiceAsOneRequest(String form) throws Exception {
        int before = service.requests().size();
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes("POST " + RAW + "/x HTTP/1.1\r\n" + WHO + form + SMUGGLED));
            assertThat(client.read().text()).isEqualTo("good");
            assertThat(client.read().text()).isEqualTo("good"); // that is no smuggling: it is the next request
        }
        assertThat(since(before)).hasSize(2);
        String request = since(before).getFirst();
        assertThat(request).startsWith("POST /api/x HTTP/1.1\r\n").endsWith("\r\n\r\nabcde");
        assertThat(request.split("\r\n", -1))
                .filteredOn(line -> line.matches("(?i)content-length: ?5"))
                .hasSize(1);
        assertThat(request).doesNotContainIgnoringCase("transfer-encoding").doesNotContain("a/b/c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X_Road_Client: CAMBODIA/GOV/CAMDX-000121/IDENTITY",
                "x-road_client: CAMBODIA/GOV/CAMDX-000121/IDENTITY",
                "X_ROAD_USERID: KH9",
                "Content_Length: 7",
                "Transfer_Encoding: chunked",
                "X-Road-Client: CAMBODIA/GOV/CAMDX-000121/IDENTITY",
                "x-road-client: CAMBODIA/COM/CAMDX-000201/BANK",
                "X-Road-Id: one\r\nX-Road-Id: two",
                "X-Road-Security-Server: CAMBODIA/GOV/CAMDX-000121/ss-moi\r\nx-road-security-server: a/b/c/d"
            })
    void nobodyPassesForAnotherByASecondHeader(String header) throws Exception {
        int before = service.requests().size();
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + header + "\r\n\r\n"));
            assertThat(client.read().status()).isEqualTo(500);
        }
        assertThat(since(before)).isEmpty();
    }

    @Test
    void whoseTunnelItWouldBeIsNotOpened() throws Exception {
        int before = service.requests().size();
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes("CONNECT " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"));
            assertThat(client.read().status()).isEqualTo(500);
        }
        assertThat(since(before)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x%0d%0aX-Evil:%20yes",
                "/x%0d%0a%0d%0aGET%20/smuggled%20HTTP/1.1",
                "/x?a=%0d%0aX-Evil:%20yes",
                "/x?a=b%20HTTP/1.1%0d%0aX-Evil:yes",
                "/x%20HTTP/1.1",
                "/x?http://evil.example/"
            })
    void whatIsEncodedStaysSo(String target) throws Exception {
        int before = service.requests().size();
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes("GET " + RAW + target + " HTTP/1.1\r\n" + WHO + "\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(since(before)).hasSize(1);
        assertThat(since(before).getFirst())
                .startsWith("GET /api" + target + " HTTP/1.1\r\n")
                .doesNotContain("\r\nX-Evil", "\r\nGET");
    }

    // ---- the access rule and the service

    private static Stream<String> paths() {
        Stream<String> open = Stream.of(
                "/public/a",
                "/public/",
                "/public",
                "/public/a/b.c",
                "/public/a%20b",
                "/pub%6Cic/a",
                "/public/...",
                "/public/a..",
                "/public/%E1%9E%80",
                "/public/secret",
                "/public/a?b=../../secret");
        Stream<String> tricks = Stream.of(
                        "..",
                        ".",
                        "%2e%2e",
                        "%2E.",
                        ".%2e",
                        "%252e%252e",
                        "..;",
                        "..;x=y",
                        "%2e%2e;",
                        "..%3b",
                        "..%00",
                        "%00",
                        "..%0a",
                        "..%0d",
                        "..%09",
                        "..%20",
                        ".. ",
                        "..%5c",
                        "..\\",
                        "%c0%ae%c0%ae",
                        "%uff0e%uff0e",
                        "..%2f",
                        "..%252f",
                        "..%255c",
                        "%%32%65%%32%65",
                        "..%c0%af",
                        "..%ef%bc%8f",
                        "..")
                .flatMap(up -> Stream.of(
                        "/public/" + up + "/secret/a",
                        "/public/x/" + up + "/" + up + "/secret/a",
                        "/public" + up + "/secret/a",
                        "/" + up + "/secret/a",
                        "/public/" + up + "secret/a",
                        "/public%2f" + up + "%2fsecret/a",
                        "/public\\" + up + "\\secret/a",
                        "//public/" + up + "/secret/a",
                        "/public//" + up + "//secret/a",
                        "/public;/" + up + "/secret/a",
                        "/public/a/" + up,
                        "/public/" + up));
        Stream<String> others = Stream.of(
                "/secret/a",
                "/PUBLIC/a",
                "/Public/a",
                "//public/a",
                "/./public/a",
                "/public;x/a",
                "/public%2fa",
                "/public%5ca",
                "/publi",
                "/public2/a",
                "/secret/../public/a",
                "/secret/..%2fpublic/a",
                "/%73ecret/a",
                "/public/%",
                "/public/%2",
                "/public/%zz",
                "/public/%ff",
                "");
        return Stream.of(open, tricks, others).flatMap(each -> each);
    }

    /** The ways in which servers are known to read a path; in none of them may one that was let through be another's. */
    private static List<String> readings(String path) {
        List<String> readings = new ArrayList<>();
        for (int decoded = 0; decoded <= 2; decoded++) {
            for (boolean backslash : new boolean[] {false, true}) {
                for (boolean parameters : new boolean[] {false, true}) {
                    String read = path.replaceFirst("[?].*", "");
                    for (int i = 0; i < decoded; i++) {
                        read = decoded(read);
                    }
                    read = backslash ? read.replace('\\', '/') : read;
                    read = parameters ? read.replaceAll(";[^/]*", "") : read;
                    int nul = read.indexOf('\0');
                    String resolved = resolved(nul < 0 ? read : read.substring(0, nul));
                    readings.add(decoded == 0 ? decoded(resolved) : resolved);
                }
            }
        }
        return readings;
    }

    private static String decoded(String text) {
        return Pattern.compile("%([0-9a-fA-F]{2})").matcher(text).replaceAll(found -> {
            char c = (char) Integer.parseInt(found.group(1), 16);
            return c == '\\' || c == '$' ? "\\" + c : String.valueOf(c);
        });
    }

    private static String resolved(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            String bare = segment.strip();
            if (bare.equals("..")) {
                segments.pollLast();
            } else if (!bare.isEmpty() && !bare.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    @Test
    void whatTheRuleSawIsWhatTheServiceGets() throws Exception {
        List<String> wrong = new ArrayList<>();
        int passed = 0;
        try (Reconnecting clients = new Reconnecting()) {
            for (String path : paths().toList()) {
                int before = service.requests().size();
                RawClient.Answer answer = clients.ask("GET " + PARTS + path + " HTTP/1.1\r\n" + WHO + "\r\n");
                List<String> received = since(before);
                if (answer.status() != 200) {
                    if (!received.isEmpty() || !answer.text().contains("Server.")) {
                        wrong.add(path + ": refused, and yet " + received + answer.text());
                    }
                    continue;
                }
                passed++;
                if (received.size() != 1 || !received.getFirst().startsWith("GET /api" + path + " HTTP/1.1\r\n")) {
                    wrong.add(path + ": the service got " + received);
                }
                readings(path).stream()
                        .filter(reading -> !reading.equals("/public") && !reading.startsWith("/public/"))
                        .forEach(reading -> wrong.add(path + " passed, and may be read as " + reading));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(passed).isGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"POST", "get", "HEAD", "GETX", "PROPFIND"})
    void aRuleOnOneMethodIsNoneOnAnother(String method) throws Exception {
        int before = service.requests().size();
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes(method + " " + PARTS + "/public/a HTTP/1.1\r\n" + WHO + "Content-Length: 0\r\n\r\n"));
            assertThat(client.read(method.equals("HEAD")).status()).isEqualTo(500);
        }
        assertThat(since(before)).isEmpty();
    }

    private final class Reconnecting implements AutoCloseable {
        private RawClient client = RawClient.to(pair);

        Reconnecting() throws IOException {}

        RawClient.Answer ask(String request) throws IOException {
            client.write(bytes(request));
            RawClient.Answer answer = client.read();
            if ("close".equals(answer.headers().get("connection"))) {
                client.close();
                client = RawClient.to(pair);
            }
            return answer;
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    // ---- service to client

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nevil!",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity, chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: evil\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: evil\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nX(y: a\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 O\0K\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 099 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 101 OK\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nevil",
                "HTTP/1.1 600 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 1000 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+4\r\nevil\r\n0\r\n\r\n"
            })
    void anAnswerThatCanBeReadInTwoWaysReachesNobody(String answer) throws Exception {
        service.answer(answer);
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"));
            RawClient.Answer told = client.read();
            assertThat(told.status()).isEqualTo(500);
            assertThat(told.headers().get("x-road-error")).startsWith("Server.ServerProxy.");
            assertThat(told.headers()).doesNotContainKey("set-cookie");
            assertThat(told.text()).doesNotContain("evil");
        }
        assertWorks();
    }

    @Test
    void whatAServiceSaysBehindItsAnswerIsNobodysAnswer() throws Exception {
        service.answer(RecordingService.GOOD + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        for (int i = 0; i < 5; i++) {
            try (RawClient client = RawClient.to(pair)) {
                client.write(bytes("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"));
                RawClient.Answer told = client.read();
                assertThat(told.text()).doesNotContain("evil");
                assertThat(told.status()).isEqualTo(200);
            }
        }
        assertWorks();
    }

    /** The beginning of a head, left in the decoder, would take in the head of the next answer, and the next client get it. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n", "H", "\r\n"})
    void whatAServiceSaysBehindItsAnswerDoesNotBeginTheNext(String behind) throws Exception {
        service.answer(RecordingService.GOOD.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(statusOf("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"))
                .isEqualTo(200); // whatever was pooled is used up
        int before = service.connections();
        service.answer(RecordingService.GOOD + behind);
        for (int i = 0; i < 3; i++) {
            assertThat(statusOf("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"))
                    .isEqualTo(200);
        }
        assertThat(service.connections() - before).isEqualTo(3);
    }

    private int statusOf(String request) throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            return client.write(bytes(request)).read().status();
        }
    }

    @Test
    @SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in CR LF
    void aServiceSpeaksForNobodyElse() throws Exception {
        service.answer("HTTP/1.1 200 OK\r\nX-Road-Client: forged\r\nX-Road-Service: forged\r\nX-Road-Id: forged\r\n"
                + "X-Road-Request-Id: forged\r\nX-Road-Request-Hash: forged\r\nX: one\r\n two\r\n"
                + "Connection: close\r\nContent-Length: 4\r\n\r\ngood");
        try (RawClient client = RawClient.to(pair)) {
            client.write(bytes("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"));
            RawClient.Answer told = client.read();
            assertThat(told.text()).isEqualTo("good");
            assertThat(told.headers().values()).noneMatch(value -> value.contains("forged"));
            assertThat(told.headers().get("x")).isEqualTo("one two"); // one line, whatever it was
            client.write(bytes("GET " + RAW + "/x HTTP/1.1\r\n" + WHO + "\r\n"));
            assertThat(client.read().text()).isEqualTo("good");
        }
    }
}
