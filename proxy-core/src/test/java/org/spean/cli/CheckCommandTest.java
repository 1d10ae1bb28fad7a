package org.spean.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.gateway.Gateway;
import org.spean.postgres.PostgresServer;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspBehaviour;
import org.spean.testbed.authority.StampBehaviour;
import org.spean.testbed.authority.StampBehaviour.Lie;
import picocli.CommandLine;

/** {@code spean check} on gateways of an ecosystem with an intermediate authority. */
class CheckCommandTest {
    private static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";

    @TempDir
    private Path folder;

    private Ecosystem ecosystem;
    private EcosystemServer server;
    private Path config;

    private record Ran(int code, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeEach
    void start() throws IOException {
        ecosystem = Ecosystem.in(folder)
                .keys(KeyKind.EC_P256)
                .authorityKeys(KeyKind.EC_P256)
                .intermediate()
                .pair("127.97.3.2", "127.97.3.3")
                .start();
        server = ecosystem.server("ss-bank");
        config = ecosystem.gateway("ss-bank").client(BANK).write(server.configuration());
    }

    @AfterEach
    void close() {
        ecosystem.close();
    }

    private Ran check(String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SpeanCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> words = new ArrayList<>(List.of("check", "-c", config.toString()));
        words.addAll(List.of(more));
        return new Ran(line.execute(words.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static List<JsonNode> items(JsonNode of, String kind) {
        List<JsonNode> items = new ArrayList<>();
        of.path("items").forEach(item -> {
            if (item.path("kind").asText().equals(kind)) {
                items.add(item);
            }
        });
        return items;
    }

    @Test
    void printsChainsProfilesMembersExpiryAndStatus() {
        Ran ran = check();
        assertThat(ran.code).as(ran.out + ran.err).isZero();
        assertThat(ran.out.lines().map(String::strip).map(line -> line.replaceAll(" {2,}", " ")))
                .contains(
                        "profile CamDX",
                        "for authentication and signing",
                        "registered for CAMBODIA/COM/CAMDX-000201/ss-bank",
                        "member CAMBODIA/COM/CAMDX-000201",
                        "state active",
                        "key EC 256")
                .anyMatch(line -> line.startsWith("certificate CN=CAMDX-000201,serialNumber=CAMBODIA/ss-bank/COM,O="))
                .anyMatch(line -> line.startsWith("OCSP responder http://127."))
                .anyMatch(line -> line.startsWith("OCSP good since ") && line.contains(", until "))
                .anyMatch(line -> line.startsWith("valid until ") && line.endsWith(" days)"))
                .last()
                .isEqualTo("sound");
    }

    @Test
    void looksAtTheDatabaseOfEvidence() throws Exception {
        PostgresServer.Database database = PostgresServer.shared().newDatabase();
        Path password = Files.writeString(folder.resolve("db.pin"), database.password());
        config = ecosystem
                .gateway("ss-bank")
                .client(BANK)
                .set("messageLog.home", "postgresql")
                .set("messageLog.postgresql.url", database.url())
                .set("messageLog.postgresql.user", database.user())
                .set("messageLog.postgresql.passwordFile", password.toString())
                .write(server.configuration());
        Ran ran = check();
        assertThat(ran.code).as(ran.out + ran.err).isZero();
        assertThat(ran.out.lines().map(String::strip).map(line -> line.replaceAll(" {2,}", " ")))
                .anyMatch(line -> line.startsWith("message log " + database.user() + " at postgresql://127.0.0.1:"))
                .anyMatch(line -> line.startsWith("server PostgreSQL "))
                .contains("schema version 0 of 3", "gateways that write 0")
                .anyMatch(line -> line.contains("no tables yet"))
                .anyMatch(line -> line.contains("fsync is off"));
        Files.writeString(password, "wrong");
        ran = check();
        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.out).contains("messageLog.postgresql").contains("authentication failed");
        assertThat(check("--offline").code).isZero();
    }

    @Test
    void saysTheSameInJson() throws Exception {
        Ran ran = check("--json");
        assertThat(ran.code).isZero();
        JsonNode json = ran.json();
        assertThat(json.path("verdict").asText()).isEqualTo("sound");
        JsonNode signing = items(json, "signing key").getFirst();
        assertThat(signing.path("member").asText()).isEqualTo("CAMBODIA/COM/CAMDX-000201");
        List<JsonNode> chain = items(signing, "certificate");
        assertThat(chain).hasSize(3);
        for (int i = 0; i < 2; i++) {
            assertThat(chain.get(i).path("issuer").asText())
                    .isEqualTo(chain.get(i + 1).path("name").asText());
            assertThat(chain.get(i).path("ocsp").asText()).startsWith("good since ");
        }
        assertThat(chain.getFirst().path("serial").asText())
                .isEqualTo(server.signing().certificate().getSerialNumber().toString());
        assertThat(chain.getLast().has("ocsp")).as("the top answers for itself").isFalse();
        assertThat(items(json, "authentication key")
                        .getFirst()
                        .path("registeredFor")
                        .asText())
                .isEqualTo("CAMBODIA/COM/CAMDX-000201/ss-bank");
        JsonNode authority = items(json, "approved authority").getFirst();
        assertThat(items(authority, "certificate")).hasSize(2);
        assertThat(items(authority, "OCSP responder")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void offlineTakesWhatTheGatewayLeft() throws Exception {
        Ran before = check("--offline");
        assertThat(before.code).as("nothing on disk is no problem").isZero();
        assertThat(before.out).contains("no response on disk");

        Gateway gateway = Gateway.start(config, InstantSource.system());
        gateway.drain();
        ecosystem.responders().forEach(responder -> responder.behave(OcspBehaviour.NORMAL.down()));
        Ran after = check("--offline", "--json");
        assertThat(after.code).isZero();
        assertThat(items(after.json(), "signing key")
                        .getFirst()
                        .path("items")
                        .path(0)
                        .path("ocsp")
                        .asText())
                .startsWith("good since ");
    }

    @Test
    void nobodyAnswersIsAProblem() {
        ecosystem.responders().forEach(responder -> responder.behave(OcspBehaviour.NORMAL.down()));
        Ran ran = check();
        assertThat(ran.code).as(ran.out).isEqualTo(1);
        assertThat(ran.out).contains("no answer: ").contains("ERROR keys.signing[0]: ");
    }

    @Test
    void aRevokedKeyIsUnusable() throws Exception {
        ecosystem.issuer().status(server.signing().certificate(), CertificateStatus.REVOKED);
        Ran ran = check();
        assertThat(ran.code).as(ran.out).isEqualTo(2);
        assertThat(ran.out)
                .contains("revoked: ")
                .contains("ERROR keys: no signing key can be used")
                .endsWith("2 problems" + System.lineSeparator())
                .contains("unusable: ");

        ecosystem.issuer().status(server.signing().certificate(), CertificateStatus.GOOD);
        ecosystem.issuer().status(server.authentication().certificate(), CertificateStatus.UNKNOWN);
        JsonNode json = check("--json").json();
        assertThat(json.path("verdict").asText()).isEqualTo("unusable");
        assertThat(json.path("findings").toString()).contains("no authentication key can be used");
    }

    @Test
    void aKeyOfAnotherServerIsAProblem() throws IOException {
        config = ecosystem
                .gateway("ss-bank")
                .client(BANK)
                .set("instanceServer", "CAMBODIA/GOV/CAMDX-000121/ss-moi")
                .write(server.configuration());
        Ran ran = check();
        assertThat(ran.code).isEqualTo(1);
        assertThat(ran.out)
                .contains("CAMBODIA/COM/CAMDX-000201/ss-bank, which is another server")
                .contains("ERROR keys.authentication: its certificate is registered for ");
    }

    @Test
    void beforeTheFirstDownloadItSaysWhatToDo() throws IOException {
        Path anchor = Files.writeString(folder.resolve("anchor.xml"), "read by the download, not by the check");
        config = ecosystem
                .gateway("ss-bank")
                .client(BANK)
                .set("globalConfiguration.anchor", anchor.toString())
                .set("globalConfiguration.directory", "not-yet")
                .write(server.configuration());
        Ran ran = check();
        assertThat(ran.code).isEqualTo(2);
        assertThat(ran.out).isEmpty();
        assertThat(ran.err.lines())
                .singleElement()
                .isEqualTo(config + ": globalConfiguration.directory: "
                        + server.folder().resolve("not-yet")
                        + " holds no global configuration yet (expected: one that 'spean globalconf download -c "
                        + config
                        + "' has put there)");
    }

    @Test
    void aBrokenConfigurationIsUnusable() throws IOException {
        Files.writeString(config, "instanceServer: [");
        Ran ran = check();
        assertThat(ran.code).isEqualTo(2);
        assertThat(ran.out).isEmpty();
        assertThat(ran.err.lines()).hasSize(1);
    }

    @Test
    void showsWhetherTimeStampingAuthoritiesAreApprovedAndStamp() throws Exception {
        JsonNode good = items(check("--json").json(), "time-stamping").getFirst();
        assertThat(good.path("name").asText())
                .isEqualTo(ecosystem.stampers().getFirst().uri().toString());
        assertThat(good.path("approved").asText()).isEqualTo("yes");
        assertThat(good.path("timeStamp").asText()).startsWith("good, in ");
        assertThat(items(check("--json", "--offline").json(), "time-stamping")
                        .getFirst()
                        .has("timeStamp"))
                .as("nobody asked")
                .isFalse();

        ecosystem.stampers().getFirst().behave(StampBehaviour.NORMAL.lying(Lie.NOT_GRANTED));
        Ran refused = check();
        assertThat(refused.code).isEqualTo(1);
        assertThat(refused.out).contains("not today").contains("no time-stamping authority gives a time-stamp");

        ecosystem
                .gateway("ss-bank")
                .client(BANK)
                .set("timestamping.authorities", List.of("http://127.0.0.1:9/nobody"))
                .write(server.configuration());
        Ran unapproved = check();
        assertThat(unapproved.code).isEqualTo(1);
        assertThat(unapproved.out).contains("http://127.0.0.1:9/nobody is not approved by the global configuration");
    }
}
