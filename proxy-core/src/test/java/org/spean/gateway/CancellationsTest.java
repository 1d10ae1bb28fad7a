package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.fault.Relay;

/**
 * Exchanges that are broken off at every stage, by the client, by the service and between the gateways, leave nothing behind:
 * no exchange, no place, no spooled byte, no file, no connection, no descriptor, no buffer.
 *
 * <p>{@code -Plong-tests -Dspean.cancellations=100000 -Dspean.leak.records=0} for so many (the latter saves the stacks of where
 * buffers were touched); {@code -Dspean.cancellations.seed=…} for the same ones again, although their timing differs. What came
 * of it is in {@code target/cancellations-….json}.
 */
class CancellationsTest {
    private static final int CLIENTS = 24;
    private static final int BODY = 40_000;
    private static final int LARGE = 600_000;
    private static final Duration IDLE = Duration.ofSeconds(2);
    /** What a library opens once, however many exchanges there are. */
    private static final int OF_THE_PROCESS = 8;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** How an exchange ends. */
    private enum Stage {
        ANSWERED,
        BEFORE_THE_REQUEST,
        IN_THE_HEAD,
        IN_THE_BODY,
        AFTER_THE_REQUEST,
        IN_THE_ANSWER,
        SERVICE_DIES_AT_ONCE,
        SERVICE_DIES_IN_THE_ANSWER,
        SERVICE_FALLS_SILENT,
        LINE_IS_CUT
    }

    private final byte[] body = new byte[BODY];
    private final Map<Stage, LongAdder> done = new EnumMap<>(Stage.class);
    private final LongAdder answered = new LongAdder();

    CancellationsTest() {
        for (Stage stage : Stage.values()) {
            done.put(stage, new LongAdder());
        }
    }

    @Test
    void aFewThousandLeaveNothing(@TempDir Path folder) throws Exception {
        run(folder, 1_000);
    }

    @Test
    @Tag("long")
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void manyLeaveNothing(@TempDir Path folder) throws Exception {
        run(folder, Integer.getInteger("spean.cancellations", 5_000));
    }

    private void run(Path folder, int exchanges) throws Exception {
        long seed = Long.getLong("spean.cancellations.seed", System.nanoTime());
        try (ScriptedService service = ScriptedService.start(CancellationsTest::serve);
                Pair pair = Pair.in(folder)
                        .service("frail", service.url())
                        .ministry((file, made) -> file.set("listen.peer", made.address(3) + ":5600")
                                .set("timeouts.betweenBytes", "1s")
                                .set("timeouts.idle", IDLE.toSeconds() + "s"))
                        .bank((file, made) ->
                                file.set("timeouts.betweenBytes", "1s").set("timeouts.idle", IDLE.toSeconds() + "s"))
                        .start();
                Relay relay = Relay.start(
                        new InetSocketAddress(pair.address(3), 5500), new InetSocketAddress(pair.address(3), 5600))) {
            pair.assertWorks();
            await().atMost(Pair.PATIENCE).until(() -> relay.open() == 0); // kept connections have ended
            Map<String, Long> descriptors = descriptors();
            long buffers = pinned();
            long begun = System.nanoTime();
            AtomicInteger left = new AtomicInteger(exchanges);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                clients.add(Thread.ofPlatform().daemon().name("client-" + i).start(() -> {
                    while (left.getAndDecrement() > 0) {
                        exchange(pair, relay, random);
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;

            assertThat(done.values().stream().mapToLong(LongAdder::sum).sum())
                    .as("seed " + seed)
                    .isEqualTo(exchanges);
            assertThat(answered.sum()).isGreaterThan(exchanges / 20);
            pair.assertNothingHeld();
            await().atMost(Pair.PATIENCE).until(() -> relay.open() == 0);
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(() -> assertThat(count(descriptors()))
                            .as(() -> "descriptors: " + difference(descriptors))
                            .isLessThanOrEqualTo(count(descriptors) + OF_THE_PROCESS));
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(() -> assertThat(pinned())
                            .as("bytes of direct buffers in use")
                            .isLessThanOrEqualTo(buffers));
            pair.assertWorks();
            report(exchanges, seconds, seed, descriptors);
        }
    }

    private void report(int exchanges, double seconds, long seed, Map<String, Long> before) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("exchanges", exchanges);
        report.put("seconds", Math.round(seconds));
        report.put("seed", seed);
        report.put("answered", answered.sum());
        done.forEach((stage, count) -> report.put(stage.name().toLowerCase(Locale.ROOT), count.sum()));
        report.put("descriptorsBefore", count(before));
        report.put("descriptorsAfter", count(descriptors()));
        Files.writeString(
                Path.of("target", "cancellations-" + exchanges + ".json"),
                new ObjectMapper().writeValueAsString(report) + "\n");
    }

    /** What live buffers of this process hold of direct memory, in bytes; both gateways have the same allocator. */
    private static long pinned() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    private static long count(Map<String, Long> descriptors) {
        return descriptors.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String difference(Map<String, Long> before) {
        try {
            Map<String, Long> more = descriptors();
            before.forEach((kind, count) -> more.merge(kind, -count, Long::sum));
            more.values().removeIf(count -> count == 0);
            return more.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** How many there are of each kind, files by their path; those of the message log grow in number with the log. */
    private static Map<String, Long> descriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Map.of(); // not Linux
        }
        Map<String, Long> kinds = new TreeMap<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path one : open) {
                try {
                    String what = Files.readSymbolicLink(one).toString();
                    if (!what.contains("/messagelog/")) {
                        kinds.merge(what.replaceFirst(":\\[\\d+]$", ""), 1L, Long::sum);
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return kinds;
    }

    private void exchange(Pair pair, Relay relay, SplittableRandom random) {
        Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
        if (stage == Stage.SERVICE_FALLS_SILENT && random.nextInt(10) > 0) {
            stage = Stage.ANSWERED; // each takes a second
        } else if (stage == Stage.LINE_IS_CUT && random.nextInt(4) > 0) {
            stage = Stage.AFTER_THE_REQUEST; // each ends the exchanges of all others and makes them shake hands again
        }
        try (RawClient client = RawClient.to(pair)) {
            exchange(client, stage, relay, random);
        } catch (IOException e) {
            // a connection broke: that is what is tried here
        }
        Objects.requireNonNull(done.get(stage)).increment();
    }

    @SuppressWarnings("ThreadPriorityCheck") // so that the cut falls into the exchange more often
    private void exchange(RawClient client, Stage stage, Relay relay, SplittableRandom random) throws IOException {
        String path = switch (stage) {
            case SERVICE_DIES_AT_ONCE -> "/die";
            case SERVICE_DIES_IN_THE_ANSWER -> "/half";
            case SERVICE_FALLS_SILENT -> "/silent";
            case IN_THE_ANSWER -> "/large";
            default -> "/whole";
        };
        byte[] head = (RawClient.head("POST", path, "Content-Length: " + body.length)
                                .replace("/identity/", "/frail/") + "\r\n")
                .getBytes(ISO_8859_1);
        switch (stage) {
            case BEFORE_THE_REQUEST -> {}
            case IN_THE_HEAD -> client.write(Arrays.copyOf(head, random.nextInt(head.length)));
            case IN_THE_BODY -> client.write(head).write(Arrays.copyOf(body, random.nextInt(body.length)));
            default -> client.write(head).write(body);
        }
        if (stage == Stage.LINE_IS_CUT) {
            Thread.yield();
            relay.cut();
        }
        boolean answers = switch (stage) {
            case BEFORE_THE_REQUEST, IN_THE_HEAD, IN_THE_BODY, AFTER_THE_REQUEST -> false;
            case IN_THE_ANSWER -> client.begins();
            default -> client.read().status() == 200;
        };
        if (answers) {
            answered.increment();
        }
        if (!answers || stage == Stage.IN_THE_ANSWER) {
            if (random.nextBoolean()) {
                client.vanish();
            }
        }
    }

    private static void serve(ScriptedService.Call call) throws IOException, InterruptedException {
        while (true) {
            String request = call.request();
            if (request.contains("/die ")) {
                return;
            } else if (request.contains("/half ")) {
                call.write("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(20_000));
                return;
            } else if (request.contains("/silent ")) {
                call.write("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(20_000));
                call.untilHangUp();
                return;
            }
            int size = request.contains("/large ") ? LARGE : 2_000;
            call.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            call.write(new byte[size]);
        }
    }
}
