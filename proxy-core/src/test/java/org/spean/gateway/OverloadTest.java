package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** More work than a gateway takes, and a message log that takes none: early, cheap refusals, and work again afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverloadTest {

    private static final int LIMIT = 4;

    @TempDir
    static Path folder;

    private final CountDownLatch answer = new CountDownLatch(1);
    private ScriptedService held;
    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        held = ScriptedService.start(call -> {
            call.request();
            answer.await();
            call.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        });
        pair = Pair.in(folder)
                .service("held", held.url())
                .bank((file, pair) -> file.set("limits.exchanges", LIMIT).set("timeouts.commit", "500ms"))
                .ministry((file, pair) -> file.set("timeouts.commit", "500ms"))
                .start();
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
        pair.assertWorks();
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() throws Exception {
        pair.close();
        held.close();
    }

    @Test
    void whatIsBeyondTheLimitIsRefusedAtOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(pair.client.sendAsync(
                    pair.to(pair.serviceUrl("held", "/x"))
                            .POST(BodyPublishers.ofString("x".repeat(20_000)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        await().atMost(Pair.PATIENCE)
                .until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 60 - LIMIT);
        assertThat(pair.bank.inFlight()).isEqualTo(LIMIT);
        await().atMost(Pair.PATIENCE).until(() -> held.requests() == LIMIT);
        answers.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .forEach(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(500);
                    assertThat(refused.body()).contains("Server.ClientProxy.InternalError", "limit of 4 exchanges");
                });
        InetSocketAddress admin = Objects.requireNonNull(pair.bank.address("admin"));
        URI metrics = URI.create("http://" + admin.getHostString() + ":" + admin.getPort() + "/metrics");
        assertThat(pair.send(HttpRequest.newBuilder(metrics).build()).body())
                .as("all but the first are refused from their heads, and counted; that one is noted as any exchange")
                .contains("\nspean_exchanges_turned_away_total " + (60.0 - LIMIT - 1) + "\n")
                .containsPattern("\nspean_exchanges_total\\{outcome=\"refused\",.*role=\"consumer\".*} 1\\.0\n");
        answer.countDown();
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> one : answers) {
            statuses.add(one.get(20, TimeUnit.SECONDS).statusCode());
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(LIMIT);
    }

    @Test
    void withoutItsLogTheConsumerSendsNothing() throws Exception {
        long before = pair.register.requests();
        try (Closeable log = lost("ss-bank")) {
            assertThat(pair.get("/x").body()).contains("Server.ClientProxy.LoggingFailed", "record the message");
            assertThat(pair.get("/x").body()).contains("Server.ClientProxy.LoggingFailed");
            await().until(() -> pair.get("/x").body().contains("takes no more records"));
            assertThat(pair.ministry.holdings().exchanges()).isZero();
            assertThat(log).isNotNull();
        }
        assertThat(pair.register.requests()).isEqualTo(before);
        Eventually.value(() -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 200);
    }

    @Test
    void withoutItsLogTheProviderCallsNoService() throws Exception {
        long before = pair.register.requests();
        try (Closeable log = lost("ss-moi")) {
            assertThat(pair.get("/x").body()).contains("Server.ServerProxy.LoggingFailed", "record the message");
            await().until(() -> pair.get("/x").body().contains("takes no more records"));
            assertThat(log).isNotNull();
        }
        assertThat(pair.register.requests()).isEqualTo(before);
        Eventually.value(() -> pair.get("/persons/100000042"), answer -> answer.statusCode() == 200);
    }

    /** Takes a server's message log away, as a lost disk would, until it is closed. */
    private Closeable lost(String code) throws Exception {
        Path log = pair.server(code).folder().resolve("messagelog");
        Path away = log.resolveSibling("away");
        Files.move(log, away);
        return () -> Files.move(away, log);
    }
}
