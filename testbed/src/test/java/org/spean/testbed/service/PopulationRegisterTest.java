package org.spean.testbed.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PopulationRegisterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static PopulationRegister register;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        register = PopulationRegister.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 3000);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        register.close();
    }

    @Test
    void knowsTheSamePersonsEveryTime() throws Exception {
        HttpResponse<String> one = send(get("/persons/100000042"));
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(JSON.treeToValue(JSON.readTree(one.body()), Person.class))
                .isEqualTo(new Population(50).find("100000042"));
        assertThat(send(get("/persons/999999999")).statusCode()).isEqualTo(404);
        JsonNode found = JSON.readTree(send(get("/persons?name=dara&limit=3")).body());
        assertThat(found.path("persons"))
                .hasSize(3)
                .allSatisfy(p -> assertThat(p.path("name").asText()).contains("Dara"));
    }

    @Test
    void registersAPerson() throws Exception {
        String body = "{\"name\":\"Sok Maly\",\"sex\":\"F\",\"born\":\"2001-02-03\",\"province\":\"Kep\"}";
        HttpResponse<String> made = send(request("/persons").POST(BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        assertThat(send(get(location)).body()).contains("Sok Maly");
        assertThat(send(request("/persons").POST(BodyPublishers.ofString("{}"))).statusCode())
                .isEqualTo(400);
    }

    @Test
    void takesAndGivesBytes() throws Exception {
        long size = 3_000_000;
        byte[] bytes = http.send(get("/bytes/" + size + "?chunked").build(), BodyHandlers.ofByteArray())
                .body();
        assertThat(bytes).hasSize((int) size);
        assertThat(HexFormat.of().formatHex(SampleBytes.digest().digest(bytes))).isEqualTo(SampleBytes.sha256(size));
        JsonNode receipt =
                JSON.readTree(send(request("/persons/100000001/documents").POST(BodyPublishers.ofByteArray(bytes)))
                        .body());
        assertThat(receipt.path("bytes").asLong()).isEqualTo(size);
        assertThat(receipt.path("sha256").asText()).isEqualTo(SampleBytes.sha256(size));
        byte[] echoed = http.send(
                        request("/echo").POST(BodyPublishers.ofByteArray(bytes)).build(), BodyHandlers.ofByteArray())
                .body();
        assertThat(echoed).isEqualTo(bytes);
    }

    @Test
    void showsWhatItReceived() throws Exception {
        String seen = send(get("/headers?a=%20b").header("X-Thing", "v")).body();
        assertThat(JSON.readTree(seen).path("target").asText()).isEqualTo("/api/headers?a=%20b");
        assertThat(JSON.readTree(seen).path("headers").path("X-Thing").asText()).isEqualTo("v");
        assertThat(register.recent()).anyMatch(r -> "v".equals(r.header("x-thing")));
        assertThat(send(get("/status/503")).statusCode()).isEqualTo(503);
        assertThat(send(get("/slow/20")).body()).contains("20");
    }

    @Test
    void answersSmallJsonQuickly() throws Exception {
        try (SmallAnswer small = SmallAnswer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (int i = 0; i < 3; i++) {
                HttpRequest post = HttpRequest.newBuilder(URI.create(small.url() + "/x"))
                        .POST(BodyPublishers.ofByteArray(new byte[100_000]))
                        .build();
                assertThat(http.send(post, BodyHandlers.ofString()).body()).isEqualTo(SmallAnswer.BODY);
            }
            assertThat(small.requests()).isEqualTo(3);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(register.url() + path));
    }

    private static HttpRequest.Builder get(String path) {
        return request(path).GET();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
