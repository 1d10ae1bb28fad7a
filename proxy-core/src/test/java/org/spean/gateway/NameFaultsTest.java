package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.SpeanCommand;
import org.spean.gateway.ScriptedNames.Conduct;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.demo.GatewayProcess;

/**
 * A service that is known by name, and a name server that denies the name, falls silent or lies: its callers are refused in
 * time and told nothing internal, other services go on, and it is reached again as soon as the name is known. The gateway is a
 * process of its own with a {@code resolv.conf} of its own.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class NameFaultsTest {
    private static final String PROVIDER = "CAMBODIA/COM/CAMDX-000301/SHOP";
    private static final String HOST = "goods.spean.test";
    private static final List<String> OWN_RESOLVER =
            List.of("unshare", "--mount", "bash", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"");

    @Test
    void aNameThatIsNotKnownRefusesThatServiceUntilItIs(@TempDir Path folder) throws Exception {
        Path resolver = folder.resolve("resolv.conf");
        Files.createFile(resolver);
        assumeTrue(permitted(resolver), "a file cannot be mounted over /etc/resolv.conf here");
        try (ScriptedService service = ScriptedService.start(NameFaultsTest::serve);
                Pair pair = Pair.in(folder.resolve("pair"))
                        .ecosystem((description, made) ->
                                description.server("COM", "CAMDX-000301", "Named", "ss-named", made.address(6), "SHOP"))
                        .start();
                ScriptedNames names =
                        ScriptedNames.start(new InetSocketAddress(pair.address(7), 53), "127.0.0.1", pair.address(8))) {
            Files.writeString(resolver, "nameserver " + pair.address(7) + "\n");
            int port = URI.create(service.url()).getPort();
            EcosystemServer server = pair.server("ss-named");
            Path configuration = pair.ecosystem
                    .gateway("ss-named")
                    .service(PROVIDER + "/named", "http://" + HOST + ":" + port + "/api", List.of(Pair.BANK))
                    .service(PROVIDER + "/near", service.url(), List.of(Pair.BANK))
                    .write(server.configuration());
            List<Process> spawned = new ArrayList<>();
            try (GatewayProcess gateway = GatewayProcess.start(command(resolver), configuration, spawned::add)) {
                awaitAnswered(pair);
                assertThat(names.asked()).isPositive();

                for (Conduct bad : List.of(Conduct.DENIES, Conduct.LIES, Conduct.FALLS_SILENT)) {
                    names.conduct(bad);
                    long from = System.nanoTime();
                    CompletableFuture<HttpResponse<String>> asked =
                            CompletableFuture.supplyAsync(() -> call(pair, "named"));
                    assertThat(call(pair, "near").statusCode()).as("meanwhile").isEqualTo(200);
                    HttpResponse<String> refusal = asked.get(60, TimeUnit.SECONDS);
                    assertThat(refusal.statusCode())
                            .as(bad + ": " + refusal.body())
                            .isEqualTo(500);
                    assertThat(refusal.body())
                            .contains("Server.ServerProxy.NetworkError")
                            .doesNotContain(HOST, pair.address(7), pair.address(8), "Exception", "java.", "netty");
                    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(15));
                    names.conduct(Conduct.ANSWERS);
                    awaitAnswered(pair);
                }
                assertThat(gateway.alive()).isTrue();
                gateway.stop();
            } finally {
                spawned.forEach(Process::destroyForcibly);
            }
        }
    }

    private static boolean permitted(Path file) throws IOException {
        List<String> trial = new ArrayList<>(OWN_RESOLVER);
        trial.addAll(List.of(file.toString(), "true"));
        return new ProcessBuilder(trial).start().onExit().join().exitValue() == 0;
    }

    private static List<String> command(Path resolver) {
        List<String> command = new ArrayList<>(OWN_RESOLVER);
        command.addAll(List.of(
                resolver.toString(),
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SpeanCommand.class.getName()));
        return command;
    }

    private static HttpResponse<String> call(Pair pair, String service) {
        try {
            return pair.send(pair.to(pair.server("ss-bank").clientUrl() + "/r1/" + PROVIDER + "/" + service + "/all")
                    .timeout(Duration.ofSeconds(60))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void awaitAnswered(Pair pair) {
        await().atMost(Pair.PATIENCE)
                .untilAsserted(
                        () -> assertThat(call(pair, "named").statusCode()).isEqualTo(200));
    }

    /** Closes after each answer, so that the next call looks the name up again. */
    private static void serve(ScriptedService.Call call) throws IOException {
        call.request();
        call.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    }
}
