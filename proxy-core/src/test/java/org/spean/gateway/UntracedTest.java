package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.demo.GatewayProcess;

/** A gateway that does not trace pays nothing for it: as a process, with exchanges, it loads no class of OpenTelemetry. */
class UntracedTest {
    private static final String OPEN_TELEMETRY = "] io.opentelemetry.";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void loadsNoClassOfOpenTelemetry() throws Exception {
        int net = (int) (ProcessHandle.current().pid() % 200) + 40;
        try (ScriptedService service =
                        ScriptedService.start(call -> call.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
                Ecosystem ecosystem = Ecosystem.in(folder.resolve("world"))
                        .keys(KeyKind.EC_P256)
                        .authorityKeys(KeyKind.EC_P256)
                        .pair("127." + net + ".10.2", "127." + net + ".10.3")
                        .start()) {
            EcosystemServer bank = ecosystem.server("ss-bank");
            GatewayFile file = ecosystem
                    .gateway("ss-bank")
                    .client(Pair.BANK)
                    .service(Pair.BANK + "/own", service.url(), List.of(Pair.BANK));
            file.write(bank.configuration());
            assertThat(loadedForAnExchange(bank, folder.resolve("untraced.log")))
                    .anyMatch(line -> line.contains("] org.spean.exchange."))
                    .noneMatch(line -> line.contains(OPEN_TELEMETRY));

            file.set("tracing.otlp", "http://127.0.0.1:9/v1/traces").write(bank.configuration());
            assertThat(loadedForAnExchange(bank, folder.resolve("traced.log")))
                    .as("what this test looks for is there when traces are wanted")
                    .anyMatch(line -> line.contains(OPEN_TELEMETRY));
        }
    }

    /** Starts the gateway, lets it ask itself, ends it; the JVM's lines on classes. */
    private static List<String> loadedForAnExchange(EcosystemServer server, Path classes) throws Exception {
        List<String> command = new ArrayList<>(OwnCommand.words());
        command.add(1, "-Xlog:class+load:file=" + classes + ":level,tags:filecount=0");
        try (GatewayProcess gateway = GatewayProcess.start(command, server.configuration(), process -> {})) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(server.clientUrl() + "/r1/" + Pair.BANK + "/own/persons"))
                    .header("X-Road-Client", Pair.BANK)
                    .GET()
                    .build();
            // On a slow machine it serves before it has the status of its own certificate.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .as(gateway.log().toString())
                            .isEqualTo("ok"));
            assertThat(gateway.stop().path("records").asLong()).isEqualTo(4);
        }
        return Files.readAllLines(classes);
    }
}
