package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.event.Events;
import org.spean.testbed.GatewayFile;

/** What cannot be reached is left alone, what is slow takes a bounded share, and nobody else notices either. */
class BreakerTest {

    private static final String GONE = "CAMBODIA/COM/CAMDX-000301/GATEWAY";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    @Test
    void serviceOutOfReachIsLeftAloneAndFoundAgain() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        try (ScriptedService service = ScriptedService.start(call -> {
                    if (well.get()) {
                        call.request();
                        call.write(OK);
                    }
                });
                Pair pair = Pair.in(folder)
                        .service("failing", service.url())
                        .ministry((file, made) -> quick(file, "1s"))
                        .start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(pair.getService("failing", "/x").body())
                        .contains("\"Server.ServerProxy.NetworkError\"")
                        .doesNotContain("CircuitOpen");
            }
            int reached = service.connections();

            HttpResponse<String> refused = pair.getService("failing", "/x");

            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body())
                    .contains("\"Server.ServerProxy.NetworkError.CircuitOpen\"")
                    .contains("The service could not be reached 3 times in a row")
                    .contains("try again in 1 s");
            assertThat(service.connections()).isEqualTo(reached);
            pair.assertWorks();
            assertThat(pair.ministry.events().count(Events.Kind.CIRCUIT_OPENED)).isEqualTo(1);
            JsonNode circuit = circuits(pair.ministry).path(0);
            assertThat(circuit.path("name").asText()).isEqualTo(Pair.PROVIDER + "/failing");
            assertThat(circuit.path("state").asText()).isEqualTo("open");
            assertThat(circuit.path("failures").asInt()).isEqualTo(3);
            assertThat(metrics(pair.ministry))
                    .contains("spean_circuit_open{to=\"service\"} 1.0")
                    .contains("spean_circuit_refusals_total{reason=\"open\",to=\"service\"} 1.0");

            well.set(true);
            Eventually.value(() -> pair.getService("failing", "/x"), answer -> answer.statusCode() == 200);

            assertThat(pair.ministry.events().count(Events.Kind.CIRCUIT_CLOSED)).isEqualTo(1);
            assertThat(circuits(pair.ministry)).isEmpty();
            assertThat(pair.getService("failing", "/x").statusCode()).isEqualTo(200);
            pair.assertNothingHeld();
        }
    }

    @Test
    void aServicesErrorsAndARestartOpenNothing() throws Exception {
        try (ScriptedService failing = ScriptedService.start(call -> {
                    call.request();
                    call.write("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
                });
                Pair pair = Pair.in(folder)
                        .service("busy", failing.url())
                        .service("down", "http://127.0.0.1:9/api")
                        .ministry((file, made) -> quick(file, "1s").set("breaker.lasting", "1m"))
                        .start()) {
            for (int i = 0; i < 8; i++) {
                assertThat(pair.getService("busy", "/x").statusCode()).isEqualTo(503);
                assertThat(pair.getService("down", "/x").body()).contains("\"Server.ServerProxy.NetworkError\"");
            }
            assertThat(circuits(pair.ministry)).hasSize(1);
            assertThat(circuits(pair.ministry).path(0).path("state").asText()).isEqualTo("failing");
            assertThat(pair.ministry.events().count(Events.Kind.CIRCUIT_OPENED)).isZero();
        }
    }

    @Test
    void slowServiceHasNoMoreCallsThanItsConcurrency() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedService slow = answeringAfter(answer);
                Pair pair = Pair.in(folder)
                        .ministry((file, made) -> file.add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        Pair.PROVIDER + "/slow",
                                        "url",
                                        slow.url(),
                                        "concurrency",
                                        2,
                                        "allow",
                                        List.of(Pair.BANK))))
                        .start()) {
            List<CompletableFuture<HttpResponse<String>>> held = held(pair, slow, 2);

            HttpResponse<String> refused = pair.getService("slow", "/x");

            assertThat(refused.body())
                    .contains("\"Server.ServerProxy.InternalError.TooManyExchanges\"")
                    .contains("The service is at its limit of 2 calls at the same time");
            assertThat(circuits(pair.ministry).path(0).path("inFlight").asInt()).isEqualTo(2);
            pair.assertWorks();
            answer.countDown();
            assertAnswered(held);
            pair.assertNothingHeld();
            assertThat(pair.getService("slow", "/x").body()).isEqualTo("ok");
            assertThat(slow.requests()).isEqualTo(3);
        }
    }

    @Test
    void peersHaveNoMoreExchangesThanTheirShareInEitherDirection() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedService slow = answeringAfter(answer);
                Pair pair = Pair.in(folder)
                        .service("slow", slow.url())
                        .bank((file, made) -> file.set("limits.exchangesPerPeer", 3))
                        .ministry((file, made) -> file.set("limits.exchangesPerPeer", 2))
                        .start()) {
            List<CompletableFuture<HttpResponse<String>>> held = held(pair, slow, 2);

            assertThat(pair.getService("slow", "/x").body())
                    .contains("\"Server.ServerProxy.InternalError.TooManyExchanges\"")
                    .contains("Security server CAMBODIA/COM/CAMDX-000201/ss-bank is at its limit of 2 exchanges");
            answer.countDown();
            assertAnswered(held);
            pair.assertNothingHeld();
            pair.assertWorks();
        }
    }

    @Test
    void aSlowPeerTakesOnlyItsShareOfTheConsumer() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedService slow = answeringAfter(answer);
                Pair pair = Pair.in(folder)
                        .service("slow", slow.url())
                        .bank((file, made) -> file.set("limits.exchangesPerPeer", 2))
                        .start()) {
            List<CompletableFuture<HttpResponse<String>>> held = held(pair, slow, 2);

            assertThat(pair.getService("slow", "/x").body())
                    .contains("\"Server.ClientProxy.InternalError.TooManyExchanges\"")
                    .contains("Security server CAMBODIA/GOV/CAMDX-000121/ss-moi is at its limit of 2 exchanges");
            answer.countDown();
            assertAnswered(held);
            pair.assertNothingHeld();
            pair.assertWorks();
        }
    }

    @Test
    void peerOutOfReachIsLeftAlone() throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, made) ->
                        description.server("COM", "CAMDX-000301", "Gone", "ss-gw", made.address(5), "GATEWAY"))
                .bank((file, made) -> quick(file, "1m").set("timeouts.connect", "2s"))
                .start()) {
            String url = pair.server("ss-bank").clientUrl() + "/r1/" + GONE + "/any/x";
            for (int i = 0; i < 3; i++) {
                assertThat(pair.send(pair.to(url).GET().build()).body())
                        .contains("\"Server.ClientProxy.NetworkError\"");
            }
            assertThat(pair.send(pair.to(url).GET().build()).body())
                    .contains("\"Server.ClientProxy.NetworkError.CircuitOpen\"")
                    .contains("Security server CAMBODIA/COM/CAMDX-000301/ss-gw could not be reached 3 times in a row");
            pair.assertWorks();
            pair.assertNothingHeld();
            assertThat(pair.bank.events().count(Events.Kind.CIRCUIT_OPENED)).isEqualTo(1);
        }
    }

    @Test
    void ofSeveralServersThoseInTroubleAreTriedLater() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedService slow = answeringAfter(answer);
                Pair pair = Pair.in(folder)
                        .ecosystem((description, made) -> description.server(
                                "GOV", "CAMDX-000121", "Ministry", "ss-moi2", made.address(6), "IDENTITY"))
                        .service("slow", slow.url())
                        .ministry((file, made) -> file.set("limits.exchanges", 1))
                        .bank((file, made) -> quick(file, "300ms"))
                        .start()) {
            pair.assertWorks(); // over ss-moi, the only one that runs
            Gateway second = pair.further(
                    "ss-moi2", file -> file.service(Pair.SERVICE, pair.register.url(), List.of(Pair.BANK)));
            List<CompletableFuture<HttpResponse<String>>> held = held(pair, slow, 1);

            assertThat(pair.get("/persons/100000042").body()).contains("at its limit of 1 exchanges");
            assertThat(circuits(pair.bank).toString()).contains("ss-moi\"").contains("\"triedLater\":true");
            pair.assertWorks();
            assertThat(second.records()).isEqualTo(2);

            answer.countDown();
            assertAnswered(held);
            await().atMost(Pair.PATIENCE).untilAsserted(() -> {
                pair.assertWorks(); // so that somebody asks how the first is
                assertThat(circuits(pair.bank)).isEmpty();
            });
            second.drain();
            Eventually.value(() -> pair.get("/persons/100000042"), back -> back.statusCode() == 200);
        }
    }

    private static GatewayFile quick(GatewayFile file, String pause) {
        return file.set("breaker.failures", 3).set("breaker.lasting", "0s").set("breaker.pause", pause);
    }

    private static ScriptedService answeringAfter(CountDownLatch answer) throws IOException {
        return ScriptedService.start(call -> {
            call.request();
            answer.await();
            call.write(OK);
        });
    }

    /** So many calls of the slow service, all of which have reached it. */
    private static List<CompletableFuture<HttpResponse<String>>> held(Pair pair, ScriptedService slow, int calls) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            answers.add(pair.client.sendAsync(
                    pair.to(pair.serviceUrl("slow", "/x")).GET().build(), HttpResponse.BodyHandlers.ofString()));
        }
        await().atMost(Pair.PATIENCE).until(() -> slow.requests() == calls);
        return answers;
    }

    private static void assertAnswered(List<CompletableFuture<HttpResponse<String>>> held) {
        held.forEach(each -> assertThat(each.join().body()).isEqualTo("ok"));
    }

    private static JsonNode circuits(Gateway gateway) throws Exception {
        return new ObjectMapper().readTree(asked(gateway, "/api/status")).path("circuits");
    }

    private static String metrics(Gateway gateway) throws Exception {
        return asked(gateway, "/metrics");
    }

    private static String asked(Gateway gateway, String path) throws Exception {
        var port = Objects.requireNonNull(gateway.address("admin"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://"
                                            + port.getAddress().getHostAddress() + ":" + port.getPort() + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
