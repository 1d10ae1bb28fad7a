package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.SpeanCommand;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.demo.GatewayProcess;

/**
 * A gateway as a process of its own that runs out of what the operating system or the JVM gives it: descriptors, memory outside
 * the heap. It refuses what it has no means for, keeps what it has answered for, and goes on by itself afterwards.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class ScarceProcessTest {
    private static final int DESCRIPTORS = 300;

    /** Ids of exchanges that a client saw answered, whole. */
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    private static List<String> command(String... before) {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-XX:MaxDirectMemorySize=" + (before.length > 0 ? "128m" : "12m"),
                "-Dio.netty.allocator.type=pooled",
                "-Dio.netty.allocator.numDirectArenas=1",
                "-Dio.netty.allocator.maxOrder=7",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SpeanCommand.class.getName()));
        return command;
    }

    /** What happens to a consumer's gateway in a process of its own, beside a pair in this one. */
    private interface Scene {
        void play(InetSocketAddress port, GatewayProcess gateway) throws Exception;
    }

    private void inAProcess(List<String> command, Scene scene) throws Exception {
        try (Pair pair = Pair.in(folder)
                .ecosystem((description, made) ->
                        description.server("COM", "CAMDX-000301", "Scarce", "ss-scarce", made.address(6), "SHOP"))
                .ministry((file, made) -> file.add(
                        "services",
                        GatewayFile.mapOf(
                                "id",
                                Pair.PROVIDER + "/open",
                                "url",
                                made.register.url(),
                                "allow",
                                List.of("CAMBODIA/COM/CAMDX-000301/SHOP"))))
                .start()) {
            EcosystemServer server = pair.server("ss-scarce");
            GatewayFile file = pair.ecosystem
                    .gateway("ss-scarce")
                    .client(server.subsystem("SHOP"))
                    .set("spool.memory", "1MiB")
                    .set("timeouts.idle", "20s");
            Path configuration = file.write(server.configuration());
            List<Process> spawned = new ArrayList<>();
            try (GatewayProcess gateway = GatewayProcess.start(command, configuration, spawned::add)) {
                scene.play(new InetSocketAddress(pair.address(6), 8080), gateway);
                assertThat(gateway.alive()).isTrue();
                gateway.stop();
                assertKept(pair, server.folder().resolve("messagelog"));
            } finally {
                spawned.forEach(Process::destroyForcibly);
            }
        }
    }

    /** What was answered has its two records on both sides, and they prove it. */
    private void assertKept(Pair pair, Path log) throws IOException {
        assertThat(answered).isNotEmpty();
        TrustAnchors anchors = pair.ministry.view().anchors();
        try (SegmentEvidence kept = SegmentEvidence.open(log, null)) {
            Traffic.assertProved(kept, anchors, answered, 2);
        }
        pair.ministry.<Boolean, RuntimeException>withEvidence(store -> {
            try (EvidenceReader reader = store.reader()) {
                Traffic.assertProved(reader, anchors, answered, 2);
            }
            return true;
        });
    }

    private static byte[] request(String verb, String path, String id, int length) {
        return (verb + " /r1/" + Pair.PROVIDER + "/open" + path + " HTTP/1.1\r\nHost: g\r\nX-Road-Client:"
                        + " CAMBODIA/COM/CAMDX-000301/SHOP\r\nX-Road-Id: " + id + "\r\nContent-Length: " + length
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private int status(RawClient client, String id) throws IOException {
        int status =
                client.write(request("GET", "/persons/100000042", id, 0)).read().status();
        if (status == 200) {
            answered.add(id);
        }
        return status;
    }

    /** Whoever comes later is served; each try is an exchange of its own. */
    private void awaitServed(InetSocketAddress port) {
        AtomicInteger tries = new AtomicInteger();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            try (RawClient later = RawClient.to(port)) {
                return status(later, "afterwards-" + tries.incrementAndGet()) == 200;
            }
        });
    }

    @Test
    void withoutDescriptorsThoseWhoAreConnectedAreServedAndOthersWhenThereAreSomeAgain() throws Exception {
        inAProcess(command("bash", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "limited"), (port, gateway) -> {
            List<RawClient> crowd = new ArrayList<>();
            try (RawClient connected = RawClient.to(port)) {
                assertThat(status(connected, "before")).isEqualTo(200);
                for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                    crowd.add(RawClient.to(port)); // the kernel takes them, the gateway cannot
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(status(connected, "meanwhile-" + i)).isEqualTo(200);
                }
            } finally {
                for (RawClient one : crowd) {
                    one.close();
                }
            }
            awaitServed(port);
        });
    }

    @Test
    void withoutMemoryForBuffersExchangesFailAndOthersPassAfterwards() throws Exception {
        inAProcess(command(), (port, gateway) -> {
            ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            byte[] body = new byte[4 * 1024 * 1024];
            for (int i = 0; i < 64; i++) {
                String id = "large-" + i;
                clients.add(Thread.ofPlatform().daemon().start(() -> {
                    try (RawClient client = RawClient.to(port)) {
                        client.write(request("POST", "/echo", id, body.length)).write(body);
                        RawClient.Answer answer = client.read();
                        if (answer.status() == 200 && answer.body().length == body.length) {
                            answered.add(id);
                        } else {
                            failures.add(answer.statusLine());
                        }
                    } catch (IOException e) {
                        failures.add(String.valueOf(e));
                    }
                }));
            }
            for (Thread client : clients) {
                client.join(Duration.ofMinutes(2));
            }
            assertThat(answered.size() + failures.size()).isEqualTo(clients.size());
            assertThat(failures).as("there was memory for all of them").isNotEmpty();
            assertThat(Files.readString(gateway.log())).containsPattern("(?i)direct (buffer )?memory");
            awaitServed(port);
        });
    }
}
