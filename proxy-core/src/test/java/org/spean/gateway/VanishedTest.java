package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.GatewayFile;

/** Clients and services that are slow, silent, or gone. Those that dribble sleep between bytes: it is what they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VanishedTest {

    @TempDir
    static Path folder;

    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch called = new CountDownLatch(1);
    private ScriptedService silent;
    private ScriptedService dying;
    private ScriptedService held;
    private ScriptedService early;
    private ScriptedService stalling;
    private ScriptedService dribbling;
    private ScriptedService deaf;
    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        silent = ScriptedService.start(call -> {
            call.request();
            call.forever();
        });
        dying = ScriptedService.start(call -> {
            call.request();
            call.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(60_000));
        });
        held = ScriptedService.start(call -> {
            call.request();
            called.countDown();
            answer.await();
            call.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
        });
        early = ScriptedService.start(call -> {
            call.head();
            call.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            call.untilHangUp();
        });
        stalling = ScriptedService.start(call -> {
            call.request();
            call.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
            call.forever();
        });
        dribbling = ScriptedService.start(call -> {
            call.request();
            call.write("HTTP/1.1 200 OK\r\n\r\nends with ");
            call.write("the connection");
        });
        deaf = ScriptedService.start(ScriptedService.Call::forever);
        pair = Pair.in(folder)
                .service("dying", dying.url())
                .service("held", held.url())
                .service("early", early.url())
                .service("stalling", stalling.url())
                .service("dribbling", dribbling.url())
                .service("deaf", deaf.url())
                .ministry((file, pair) -> file.set("timeouts.betweenBytes", "1s")
                        .add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        Pair.PROVIDER + "/silent",
                                        "url",
                                        silent.url(),
                                        "timeout",
                                        "500ms",
                                        "allow",
                                        List.of(Pair.BANK))))
                .bank((file, pair) -> file.set("timeouts.betweenBytes", "1s"))
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
        for (ScriptedService service : List.of(silent, dying, held, early, stalling, dribbling, deaf)) {
            service.close();
        }
    }

    private static void assertFault(HttpResponse<String> answer, String type, String text) {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("x-road-error")).hasValue(type);
        assertThat(answer.body()).contains(text).doesNotContain("127.0.0.1");
    }

    @Test
    void serviceThatNeverAnswers() throws Exception {
        assertFault(pair.getService("silent", "/x"), "Server.ServerProxy.NetworkError", "did not answer in time");
    }

    @Test
    void serviceThatDiesInMidBody() throws Exception {
        assertFault(pair.getService("dying", "/x"), "Server.ServerProxy.NetworkError", "was lost");
    }

    @Test
    void serviceThatStallsInMidBody() throws Exception {
        assertFault(pair.getService("stalling", "/x"), "Server.ServerProxy.NetworkError", "in time");
    }

    @Test
    void serviceThatEndsItsAnswerByTheConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(pair.getService("dribbling", "/x").body()).isEqualTo("ends with the connection");
        }
        assertThat(dribbling.connections()).isEqualTo(3);
    }

    @Test
    void serviceThatAnswersBeforeItHasReadTheRequest() throws Exception {
        HttpResponse<String> answer = pair.send(pair.to(pair.serviceUrl("early", "/x"))
                .POST(BodyPublishers.ofByteArray(new byte[3_000_000]))
                .build());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("big");
    }

    @Test
    void serviceThatDoesNotReadTheRequest() throws Exception {
        HttpResponse<String> answer = pair.send(pair.to(pair.serviceUrl("deaf", "/x"))
                .POST(BodyPublishers.ofByteArray(new byte[12_000_000]))
                .build());

        assertFault(answer, "Server.ServerProxy.NetworkError", "in time");
    }

    @Test
    void clientThatVanishesInMidUpload() throws Exception {
        long before = pair.register.requests();
        long records = pair.ministry.records();
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Content-Length: 1000000") + "\r\n")
                    .write(new byte[500_000]);
            await().until(() -> pair.bank.inFlight() == 1 && pair.ministry.inFlight() == 1);
            client.vanish();
        }
        pair.assertNothingHeld();
        assertThat(pair.register.requests()).isEqualTo(before);
        assertThat(pair.ministry.records()).isEqualTo(records);
    }

    @Test
    void clientThatEndsItsUploadEarly() throws Exception {
        long before = pair.register.requests();
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Content-Length: 100") + "\r\nonly this");
            await().until(() -> pair.bank.inFlight() == 1);
        }
        pair.assertNothingHeld();
        assertThat(pair.register.requests()).isEqualTo(before);
    }

    @Test
    void clientThatFallsSilentInMidUpload() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Content-Length: 100") + "\r\nonly this");

            assertThat(client.read().text()).contains("NetworkError", "did not come in time");
            assertThat(client.closedByGateway()).isTrue();
        }
    }

    @Test
    void clientThatDribblesItsHead() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            long began = System.nanoTime();
            Thread dribble = Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (char c : RawClient.head("GET", "/x").repeat(20).toCharArray()) {
                        client.write(String.valueOf(c));
                        TimeUnit.MILLISECONDS.sleep(100);
                    }
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt(); // cut off, as it should be
                }
            });
            assertThat(client.closedByGateway()).isTrue();
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(8));
            dribble.interrupt();
        }
    }

    @Test
    void clientThatDribblesItsBodyIsServed() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("POST", "/echo", "Content-Length: 6") + "\r\n");
            for (char c : "slowly".toCharArray()) {
                TimeUnit.MILLISECONDS.sleep(400);
                client.write(String.valueOf(c));
            }
            assertThat(client.read().text()).isEqualTo("slowly");
        }
    }

    @Test
    void clientThatVanishesAfterItsRequestIsSealed() throws Exception {
        long bank = pair.bank.records();
        long ministry = pair.ministry.records();
        try (RawClient client = RawClient.to(pair)) {
            client.write(RawClient.head("GET", "/x").replace("/identity", "/held") + "\r\n");
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            client.vanish();
        }
        answer.countDown();
        pair.assertNothingHeld();
        assertThat(pair.bank.records()).isEqualTo(bank + 2);
        assertThat(pair.ministry.records()).isEqualTo(ministry + 2);
        await().untilAsserted(() -> assertThat(
                        Files.readString(pair.server("ss-bank").folder().resolve("exchanges.jsonl")))
                .contains("abandoned"));
    }
}
