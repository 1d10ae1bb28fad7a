package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;

/** Exchanges go on while everything that can change does. */
class ReloadUnderLoadTest {

    private static final int CLIENTS = 6;
    private static final int RELOADS = 12;

    @TempDir
    static Path folder;

    /** A configuration that differs from the one before in nearly every key that is not about clients and services. */
    private static GatewayFile varied(GatewayFile file, int round) {
        boolean odd = round % 2 == 1;
        return file.set("messageLog.directory", "messagelog-" + round)
                .set("exchangeLog", "exchanges-" + round + ".jsonl")
                .set("spool.directory", "spool-" + round % 3)
                .set("spool.memoryPerMessage", odd ? "4KiB" : "256KiB")
                .set("eventLoops", 1 + round % 3)
                .set("faultStyle", odd ? "new" : "old")
                .set("digest", odd ? "SHA-256" : "SHA-512")
                .set("peers.serverMemory", (10 + round) + "m")
                .set("peers.tls.protocols", odd ? List.of("TLSv1.2") : List.of("TLSv1.2", "TLSv1.3"))
                .set("limits.exchanges", 1000 + round)
                .set("limits.connections", 2000 + round)
                .set("limits.handshakes", 200 + round)
                .set("limits.idleConnections", 10 + round)
                .set("limits.headerBytes", (16 + round) + "KiB")
                .set("timeouts.connect", (5 + round) + "s")
                .set("timeouts.handshake", (10 + round) + "s")
                .set("timeouts.idle", (30 + round) + "s")
                .set("timeouts.commit", (10 + round) + "s");
    }

    @Test
    void noExchangeIsLostAndEachSeesOneConfiguration() throws Exception {
        try (Pair pair = Pair.in(folder).both((file, made) -> varied(file, 0)).start()) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofPlatform().daemon().start(() -> drive(pair, stop, answered, failures)));
            }
            for (int round = 1; round <= RELOADS; round++) {
                int sofar = answered.get();
                await().atMost(Pair.PATIENCE).until(() -> answered.get() > sofar + 5 || !failures.isEmpty());
                reload(pair.bank, varied(pair.bankFile, round), pair.server("ss-bank"));
                reload(pair.ministry, varied(pair.ministryFile, round), pair.server("ss-moi"));
            }
            stop.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            pair.assertNothingHeld();
            int logged = 0;
            for (int round = 0; round <= RELOADS; round++) {
                logged += assertSameConfiguration(pair.server("ss-bank").folder(), round);
                assertSameConfiguration(pair.server("ss-moi").folder(), round);
            }
            assertThat(logged).isEqualTo(answered.get());
        }
    }

    private static void drive(Pair pair, AtomicBoolean stop, AtomicInteger answered, Queue<String> failures) {
        while (!stop.get()) {
            try {
                HttpResponse<String> answer = pair.get("/persons/100000042");
                if (answer.statusCode() != 200) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
                answered.incrementAndGet();
            } catch (Exception e) {
                failures.add(e.toString());
                return;
            }
        }
    }

    private static void reload(Gateway gateway, GatewayFile file, EcosystemServer server) throws Exception {
        long before = gateway.generation();
        file.write(server.configuration());
        gateway.reload();
        assertThat(gateway.refusal()).isNull();
        assertThat(gateway.generation()).isGreaterThan(before);
    }

    /** Each exchange in the exchange log of a configuration has its records in the message log of that same one. */
    private static int assertSameConfiguration(Path folder, int round) throws Exception {
        Path lines = folder.resolve("exchanges-" + round + ".jsonl");
        List<Long> named = new ArrayList<>();
        // lines are written behind the exchanges
        await().atMost(Pair.PATIENCE).until(() -> {
            named.clear();
            for (String line : Files.readAllLines(lines)) {
                JsonNode exchange = new ObjectMapper().readTree(line);
                exchange.get("records").forEach(id -> named.add(id.asLong()));
            }
            return records(folder, round).size() == named.size();
        });
        assertThat(records(folder, round)).isEqualTo(new HashSet<>(named));
        return named.size() / 2;
    }

    private static Set<Long> records(Path folder, int round) throws Exception {
        Path log = folder.resolve("messagelog-" + round);
        try (SegmentEvidence evidence = SegmentEvidence.open(log, null)) {
            return Set.copyOf(evidence.sample(Integer.MAX_VALUE, new Random(1)));
        }
    }

    @Test
    void whatIsReplacedEndsAfterItsLastExchange(@TempDir Path own) throws Exception {
        java.util.concurrent.CountDownLatch answer = new java.util.concurrent.CountDownLatch(1);
        try (ScriptedService slow = ScriptedService.start(call -> {
                    call.request();
                    answer.await();
                    call.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                });
                Pair pair = Pair.in(own)
                        .service("slow", slow.url())
                        .both((file, made) -> file.set("timeouts.idle", "1s").set("timeouts.handshake", "1s"))
                        .start()) {
            pair.assertWorks();
            var held = pair.client.sendAsync(
                    pair.to(pair.serviceUrl("slow", "/x")).GET().build(), HttpResponse.BodyHandlers.ofString());
            await().atMost(Pair.PATIENCE).until(() -> slow.requests() == 1);
            Set<Thread> loops = loops();
            Path old = pair.server("ss-bank").folder().resolve("messagelog/index.db-wal");
            assertThat(old).exists();

            reload(
                    pair.bank,
                    pair.bankFile.set("messageLog.directory", "other").set("eventLoops", 2),
                    pair.server("ss-bank"));
            pair.assertWorks();
            assertThat(loops()).hasSizeGreaterThan(loops.size());
            assertThat(old).exists();
            long before = pair.bank.records();
            answer.countDown();
            assertThat(held.get().body()).isEqualTo("done");
            assertThat(pair.bank.records()).isGreaterThan(before);
            await("the old message log closes").atMost(Duration.ofSeconds(40)).until(() -> Files.notExists(old));
            await("the bank's old loops end")
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> loops.stream().anyMatch(thread -> !thread.isAlive()));
            pair.assertWorks();
            assertThat(pair.bank.records()).as("of both logs").isGreaterThan(before);
        }
    }

    private static Set<Thread> loops() {
        Set<Thread> loops = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("spean-loop")) {
                loops.add(thread);
            }
        }
        return loops;
    }
}
