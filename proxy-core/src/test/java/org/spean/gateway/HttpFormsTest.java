package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.testbed.service.ReceivedRequest;

/** What HTTP allows a client and a service to do, and what of it reaches the other side. */
class HttpFormsTest {

    @TempDir
    static Path folder;

    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = Pair.in(folder).start();
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    private static ReceivedRequest received() {
        return pair.register.recent().getLast();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void everyVerbReachesTheService(String verb) throws Exception {
        HttpResponse<String> answer = pair.send(
                pair.request("/headers").method(verb, BodyPublishers.noBody()).build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().isEmpty()).isEqualTo(verb.equals("HEAD"));
        assertThat(received().method()).isEqualTo(verb);
        assertThat(received().target()).isEqualTo("/api/headers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void bodiesOfEveryVerbAreEchoed(String verb) throws Exception {
        HttpResponse<String> answer = pair.send(pair.request("/echo")
                .header("Content-Type", "application/json; charset=utf-8")
                .method(verb, BodyPublishers.ofString("{\"name\":\"សុខ ដារា\"}"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"name\":\"សុខ ដារា\"}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
    }

    @Test
    void emptyPostHasNoBody() throws Exception {
        HttpResponse<String> answer =
                pair.send(pair.request("/echo").POST(BodyPublishers.noBody()).build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(received().header("content-length")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 205, 304, 400, 404, 418, 500, 503})
    void everyStatusComesBack(int status) throws Exception {
        HttpResponse<String> answer = pair.get("/status/" + status);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-road-error")).isEmpty();
        assertThat(answer.headers().firstValue("x-road-request-hash")).isPresent();
        pair.assertWorks();
    }

    @Test
    void answerOfNoBytesComesBack() throws Exception {
        HttpResponse<String> answer = pair.get("/bytes/0");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).hasValue("0");
    }

    @Test
    void chunkedUploadIsTakenPieceByPiece() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Transfer-Encoding: chunked") + "\r\n");
            client.write("4\r\nSok \r\n").write("5;x").write("=y\r\nDara!\r\n").write("0\r\nTrailer: x\r\n\r\n");

            RawClient.Answer answer = client.read();
            assertThat(answer.text()).isEqualTo("Sok Dara!");
            assertThat(received().header("content-length")).isEqualTo("9");
            assertThat(received().header("transfer-encoding")).isNull();
        }
    }

    @Test
    void clientIsToldToGoOn() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Content-Length: 3", "Expect: 100-continue") + "\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.write("abc");

            assertThat(client.read().text()).isEqualTo("abc");
            assertThat(received().header("expect")).isNull();
            client.write(RawClient.head("GET", "/status/204") + "\r\n");
            assertThat(client.read().status()).isEqualTo(204);
        }
    }

    @Test
    void refusedClientThatWaitedToGoOnIsCutOff() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write("POST /r1/" + Pair.SERVICE + "/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                    + "Expect: 100-continue\r\n\r\n");

            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.headers().get("connection")).isEqualTo("close");
            assertThat(client.closedByGateway()).isTrue();
        }
    }

    @Test
    void pathAndQueryPassUntouched() throws Exception {
        String path = "/a%20b%2Fc%C3%A9?x=1%262&y=%E1%9E%80&z=a+b";
        HttpResponse<String> answer =
                pair.send(pair.request("/persons" + path).DELETE().build());

        assertThat(answer.statusCode()).isEqualTo(404); // the register knows no such person
        assertThat(received().method()).isEqualTo("DELETE");
        assertThat(received().target()).isEqualTo("/api/persons" + path);
    }

    @Test
    void serviceWithoutPathIsCalledAtItsUrl() throws Exception {
        pair.send(pair.request("?a=b").GET().build());

        assertThat(received().target()).isEqualTo("/api?a=b");
    }

    @Test
    void headersAreKeptOrDroppedAsTheProtocolSays() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head(
                            "GET",
                            "/headers",
                            "X-Custom: one",
                            "X-Custom: two",
                            "X-Road-Id: my-own-id",
                            "X-Road-UserId: KH1234",
                            "X-Road-Issue: 42",
                            "X-Road-Request-Id: forged",
                            "X-Road-Request-Hash: forged",
                            "Authorization: Bearer abc",
                            "Cookie: a=b",
                            "User-Agent: curl",
                            "Accept: application/json",
                            "TE: trailers",
                            "Keep-Alive: 5")
                    + "\r\n");
            RawClient.Answer answer = client.read();

            ReceivedRequest request = received();
            assertThat(request.headers().stream()
                            .filter(h -> h.getKey().equalsIgnoreCase("x-custom"))
                            .map(h -> h.getValue()))
                    .containsExactly("one", "two");
            assertThat(request.header("x-road-client")).isEqualTo(Pair.BANK);
            assertThat(request.header("x-road-id")).isEqualTo("my-own-id");
            assertThat(request.header("x-road-userid")).isEqualTo("KH1234");
            assertThat(request.header("authorization")).isEqualTo("Bearer abc");
            assertThat(request.header("cookie")).isEqualTo("a=b");
            assertThat(request.header("x-road-request-id"))
                    .isNotEqualTo("forged")
                    .hasSize(36);
            assertThat(request.header("host")).startsWith(pair.address(4));
            for (String dropped : List.of("user-agent", "te", "keep-alive", "x-road-request-hash", "connection")) {
                assertThat(request.header(dropped)).as(dropped).isNull();
            }
            assertThat(answer.headers().get("x-road-id")).isEqualTo("my-own-id");
            assertThat(answer.headers().get("x-road-client")).isEqualTo(Pair.BANK);
            assertThat(answer.headers().get("x-road-service")).isEqualTo(Pair.SERVICE);
            assertThat(answer.headers().get("x-road-request-id")).isEqualTo(request.header("x-road-request-id"));
            assertThat(answer.headers()).containsKeys("x-road-request-hash", "date");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            StringBuilder requests = new StringBuilder();
            requests.append(RawClient.head("POST", "/echo", "Content-Length: 5"))
                    .append("\r\nfirst");
            requests.append(RawClient.head("GET", "/slow/150")).append("\r\n");
            requests.append(RawClient.head("HEAD", "/headers")).append("\r\n");
            requests.append(RawClient.head("GET", "/nothing-here")).append("\r\n");
            requests.append("GET /r1/bad HTTP/1.1\r\nHost: x\r\n\r\n");
            requests.append(RawClient.head("POST", "/echo", "Transfer-Encoding: chunked"))
                    .append("\r\n3\r\nend\r\n0\r\n\r\n");
            client.write(requests.toString());

            assertThat(client.read().text()).isEqualTo("first");
            assertThat(client.read().text()).contains("waitedMs");
            assertThat(client.read(true).status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(404);
            assertThat(client.read().status()).isEqualTo(500);
            assertThat(client.read().text()).isEqualTo("end");
        }
    }

    @Test
    void manyRequestsUseOneConnection() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            for (int i = 0; i < 50; i++) {
                client.write(RawClient.head("GET", "/status/" + (i % 2 == 0 ? 200 : 404)) + "\r\n");
                assertThat(client.read().status()).isEqualTo(i % 2 == 0 ? 200 : 404);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0,'',true", "HTTP/1.0,Connection: keep-alive,false", "HTTP/1.1,Connection: close,true"})
    void connectionEndsWhenTheClientWants(String version, String header, boolean ends) throws Exception {
        String head = RawClient.head("GET", "/persons/100000042").replace("HTTP/1.1", version)
                + (header.isEmpty() ? "" : header + "\r\n");
        try (RawClient client = RawClient.to(pair)) {
            client.write(head + "\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            if (ends) {
                assertThat(answer.headers().get("connection")).isEqualTo("close");
                assertThat(client.closedByGateway()).isTrue();
            } else {
                client.write(head + "\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatFollowsTheLastRequestIsNotServed() throws Exception {
        long before = pair.register.requests();
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("GET", "/status/200", "Connection: close") + "\r\n"
                    + RawClient.head("GET", "/status/200") + "\r\n");

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.closedByGateway()).isTrue();
        }
        assertThat(pair.register.requests()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET /r1/x HTTP/1.1\r\nHost x\r\n bad\r\n: y\r\n\r\n",
                "GET /r1/x HTTP/9.x\r\n\r\n"
            })
    void whatIsNotHttpIsRefused(String request) throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write(request);

            assertThat(client.read().status()).isEqualTo(500);
            assertThat(client.closedByGateway()).isTrue();
        }
    }

    @Test
    void brokenChunkDoesNotPassForTheEnd() throws Exception {
        long before = pair.register.requests();
        try (RawClient client = RawClient.to(pair)) {
            client.write(
                    RawClient.head("POST", "/echo", "Transfer-Encoding: chunked") + "\r\n4\r\nbody\r\nnot a size\r\n");

            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).contains("not valid HTTP/1.1");
            assertThat(client.closedByGateway()).isTrue();
        }
        pair.assertWorks();
        assertThat(pair.register.requests()).isEqualTo(before + 1);
    }

    @Test
    void largeRefusedUploadIsReadSoThatTheClientSeesWhy() throws Exception {
        byte[] body = new byte[4 * 1024 * 1024];
        HttpResponse<String> answer =
                pair.send(HttpRequest.newBuilder(pair.request("/echo").build().uri())
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());

        assertThat(answer.body()).contains("InvalidClientIdentifier");
        try (RawClient client = RawClient.to(pair)) {
            client.write("POST /r1/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + body.length
                            + "\r\n\r\n")
                    .write(body);
            assertThat(client.read().text()).contains("InternalError");
            assertThat(client.closedByGateway()).isTrue();
        }
    }

    @Test
    void textOfAnyKindComesThrough() throws Exception {
        String text = "ប្រជាជន\r\n--xtop\r\n".repeat(50);
        HttpResponse<byte[]> answer = pair.client.send(
                pair.request("/echo").POST(BodyPublishers.ofString(text)).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(text);
    }
}
