package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.cli.Commands;
import org.spean.event.Events;

/** What has to be answered for is in a file of its own, one object a line, without secrets. */
class AuditTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "let-me-see-it-please-4711";

    @TempDir
    Path folder;

    @Test
    void whatWasDoneWithAGatewayIsInItsAudit() throws Exception {
        Path audit = Files.createDirectory(folder.resolve("audit")).resolve("audit.jsonl");
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        try (Pair pair = Pair.in(folder.resolve("pair"))
                .bank((file, made) -> file.set("logging.audit", audit.toString())
                        .set("admin.tokenFile", token.toString())
                        .set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            assertThat(one(audit, "started").path("who").asText()).isEqualTo("gateway");
            assertThat(one(audit, "keyInUse").path("serial").asText()).isNotEmpty();
            await().atMost(Pair.PATIENCE)
                    .untilAsserted(() -> assertThat(lines(audit, "keyInUse"))
                            .extracting(line -> line.path("use").asText())
                            .contains("signing", "authentication"));
            assertThat(Files.getPosixFilePermissions(audit)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

            // the admin port
            assertThat(admin(pair, "wrong-" + TOKEN)).isEqualTo(401);
            assertThat(admin(pair, TOKEN)).isEqualTo(200);
            assertThat(admin(pair, TOKEN)).isEqualTo(200);
            await().atMost(Pair.PATIENCE)
                    .until(() -> lines(audit, "adminAccess").size() == 2);
            List<JsonNode> visits = lines(audit, "adminAccess");
            assertThat(visits.get(0).path("outcome").asText()).isEqualTo("refused");
            assertThat(visits.get(1).path("outcome").asText()).isEqualTo("done");
            assertThat(visits.get(1).path("who").asText()).isEqualTo("token");
            assertThat(visits.get(1).path("path").asText()).isEqualTo("/api/status");

            // evidence
            HttpResponse<String> answer = pair.send(pair.request("/persons/100000042")
                    .header("X-Road-Id", "audited-1")
                    .GET()
                    .build());
            assertThat(answer.statusCode()).isEqualTo(200);
            HttpResponse<String> asic = pair.send(
                    HttpRequest.newBuilder(URI.create(pair.server("ss-bank").clientUrl()
                                    + "/asic?xRoadInstance=CAMBODIA&memberClass=COM&memberCode=CAMDX-000201&subsystemCode=BANK"
                                    + "&queryId=audited-1&force"))
                            .build());
            assertThat(asic.statusCode()).isEqualTo(200);
            JsonNode download = one(audit, "evidenceDownloaded");
            assertThat(download.path("who").asText()).isEqualTo(Pair.BANK);
            assertThat(download.path("queryId").asText()).isEqualTo("audited-1");
            assertThat(download.path("from").asText()).startsWith("127.");

            // the configuration
            Path file = pair.server("ss-bank").configuration();
            String good = Files.readString(file);
            Files.writeString(file, good + "\nnosuchkey: 1\n");
            pair.bank.reload();
            JsonNode refused = one(audit, "configurationRefused");
            assertThat(refused.path("reason").asText()).contains("nosuchkey");
            assertThat(refused.path("outcome").asText()).isEqualTo("refused");
            Files.writeString(file, pair.bankFile.set("timeouts.idle", "50s").yaml());
            pair.bank.reload();
            assertThat(one(audit, "configurationChanged").path("file").asText()).isEqualTo(file.toString());

            // a backup
            Path backup = folder.resolve("backup.zip");
            StringWriter said = new StringWriter();
            assertThat(Commands.run(
                            new PrintWriter(said, true),
                            List.of("backup", "-c", file.toString(), "-o", backup.toString(), "--offline")))
                    .as(said.toString())
                    .isZero();
            assertThat(one(audit, "backup").path("to").asText()).isEqualTo(backup.toString());
            assertThat(one(audit, "backup").path("withKeys").asText()).isEqualTo("false");

            // moved away, as by logrotate
            Files.move(audit, audit.resolveSibling("audit.1"));
            assertThat(admin(pair, "another")).isEqualTo(401);
            Files.writeString(file, good);
            pair.bank.reload();
            one(audit, "configurationChanged");

            // a file that cannot be written is told, and nothing stops
            Files.delete(audit);
            Files.createDirectory(audit);
            Files.writeString(file, pair.bankFile.set("timeouts.idle", "51s").yaml());
            pair.bank.reload();
            await().atMost(Pair.PATIENCE).until(() -> pair.bank.events().count(Events.Kind.AUDIT_FAILED) > 0);
            pair.assertWorks();
            Files.delete(audit);
        }
        one(audit, "stopped");
        assertThat(Files.readString(audit.resolveSibling("audit.1"))).doesNotContain(TOKEN);
    }

    private static int admin(Pair pair, String token) throws Exception {
        InetSocketAddress port = Objects.requireNonNull(pair.bank.address("admin"));
        return pair.send(HttpRequest.newBuilder(URI.create(
                                "http://" + port.getAddress().getHostAddress() + ":" + port.getPort() + "/api/status"))
                        .header("Authorization", "Bearer " + token)
                        .build())
                .statusCode();
    }

    /** The first line of an event, when it has come. */
    private static JsonNode one(Path audit, String event) {
        await().atMost(Pair.PATIENCE).until(() -> !lines(audit, event).isEmpty());
        return lines(audit, event).getFirst();
    }

    private static List<JsonNode> lines(Path audit, String event) {
        List<JsonNode> found = new ArrayList<>();
        try {
            if (Files.isRegularFile(audit)) {
                for (String line : Files.readAllLines(audit)) {
                    JsonNode node = JSON.readTree(line);
                    assertThat(node.path("time").asText()).endsWith("Z");
                    assertThat(node.path("server").asText()).isEqualTo("CAMBODIA/COM/CAMDX-000201/ss-bank");
                    if (node.path("event").asText().equals(event)) {
                        found.add(node);
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }
}
