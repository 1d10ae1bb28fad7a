package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.event.Events;
import org.spean.testbed.GatewayFile;

/** A change that cannot be used is refused with its reason, and all that was in use stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedReloadTest {

    @TempDir
    static Path folder;

    private Pair pair;
    private String good = "";
    private Path file = folder;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .both((configuration, made) -> configuration.set("globalConfiguration.reloadInterval", "1h"))
                .start();
        file = pair.server("ss-bank").configuration();
        good = Files.readString(file);
    }

    @AfterEach
    void theGoodOneIsTakenUpAgain() throws Exception {
        Files.writeString(file, good);
        pair.bank.reload();
        assertThat(pair.bank.refusal()).isNull();
        pair.assertWorks();
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private void assertRefused(String... reasons) throws Exception {
        long generation = pair.bank.generation();
        long events = pair.bank.events().count(Events.Kind.CONFIGURATION_REFUSED);
        String ports = pair.bank.readiness();
        pair.bank.reload();
        assertThat(pair.bank.refusal()).contains(reasons).hasLineCount(1);
        assertThat(pair.bank.generation()).isEqualTo(generation);
        assertThat(pair.bank.events().count(Events.Kind.CONFIGURATION_REFUSED)).isEqualTo(events + 1);
        assertThat(pair.bank.summary()).contains("\"configurationRefused\":");
        assertThat(pair.bank.readiness()).isEqualTo(ports);
        pair.assertWorks();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messageLog.directory    | gateway.yaml/log         | messageLog.directory",
                "exchangeLog             | nowhere/exchanges.jsonl  | exchangeLog",
                "spool.directory         | gateway.yaml/spool       | spool.directory: cannot write to",
                "keys.clientTls.file     | gateway.yaml             | clientHttps",
                "instanceServer          | EE/COM/CAMDX-000201/s    | instance 'EE', but the global configuration is of 'CAMBODIA'",
                "keys.authentication.file | missing.p12             | no such file",
                "keys.authentication.passwordFile | gateway.yaml     | keys:",
                "limits.exchange         | 7                        | did you mean 'exchanges'?",
                "peers.tls.protocols     | TLSv1.3                  | expected: a list",
                "globalConfiguration.directory | nowhere             | no such directory"
            })
    void unusable(String key, String value, String reason) throws Exception {
        if (key.startsWith("keys.clientTls")) {
            Files.writeString(
                    file,
                    changed(key, value)
                            .set("keys.clientTls.passwordFile", "auth.pin")
                            .set("listen.clientHttps", "127.0.0.1:0")
                            .yaml());
            assertRefused("keys.clientTls");
        } else {
            Files.writeString(file, changed(key, value).yaml());
            assertRefused(reason);
        }
    }

    /** The usual file with one key changed. */
    private GatewayFile changed(String key, Object value) {
        return pair.ecosystem
                .gateway("ss-bank")
                .client(Pair.BANK)
                .set("globalConfiguration.reloadInterval", "1h")
                .set(key, value);
    }

    @Test
    void aPortInUseLeavesAllPortsAsTheyWere() throws Exception {
        InetAddress address = InetAddress.getByName(pair.address(2));
        try (ServerSocket taken = new ServerSocket(0, 1, address)) {
            int free = freePort(address);
            Files.writeString(
                    file,
                    changed("listen.ocsp", pair.address(2) + ":" + taken.getLocalPort())
                            .set("listen.peer", pair.address(2) + ":" + free)
                            .set("messageLog.directory", "never")
                            .yaml());
            assertRefused("listen.ocsp", "in use");
            try (ServerSocket given = new ServerSocket()) {
                given.bind(new InetSocketAddress(address, free)); // given back
            }
        }
        pair.bank.reload(); // free now: what was refused is tried again
        assertThat(pair.bank.refusal()).isNull();
        pair.assertWorks();
    }

    private static int freePort(InetAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aFileHalfWritten() throws Exception {
        Files.writeString(file, good.substring(0, good.indexOf("passwordFile")));
        assertRefused("gateway.yaml");
        Files.writeString(file, "instanceServer: [\n");
        assertRefused("line");
        Files.writeString(file, "");
        assertRefused("holds no configuration");
        Files.delete(file);
        assertRefused("no such file");
    }

    @Test
    void anExpiredOrBrokenTree() throws Exception {
        Path parameters = pair.ecosystem.globalConfiguration().resolve("CAMBODIA/shared-params.xml");
        Path metadata = parameters.resolveSibling("shared-params.xml.metadata");
        String xml = Files.readString(parameters);
        String json = Files.readString(metadata);
        try {
            Files.writeString(
                    metadata,
                    json.replaceAll(
                            "\"expirationDate\"\\s*:\\s*\"[^\"]*\"", "\"expirationDate\":\"2020-01-01T00:00:00Z\""));
            assertRefused("expired 2020-01-01");
            Files.writeString(metadata, json);
            Files.writeString(parameters, xml.substring(0, xml.length() / 2));
            assertRefused("shared-params.xml");
        } finally {
            Files.writeString(metadata, json);
            Files.writeString(parameters, xml);
        }
    }

    @Test
    void aServiceThatCannotBeTrusted() throws Exception {
        Files.writeString(pair.server("ss-bank").folder().resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        Files.writeString(
                file,
                changed(
                                "services",
                                List.of(GatewayFile.mapOf(
                                        "id",
                                        Pair.BANK + "/accounts",
                                        "url",
                                        "https://127.0.0.1:1/",
                                        "tls",
                                        GatewayFile.mapOf("trust", List.of("broken.pem")))))
                        .yaml());
        assertRefused("services[0].tls.trust", "broken.pem");
        Files.writeString(
                file,
                changed(
                                "services",
                                List.of(GatewayFile.mapOf(
                                        "id",
                                        Pair.BANK + "/accounts",
                                        "url",
                                        "https://127.0.0.1:1/",
                                        "tls",
                                        GatewayFile.mapOf("cipherSuites", List.of("TLS_AES_128_GCM_SHA25")))))
                        .yaml());
        assertRefused("unknown suite", "did you mean 'TLS_AES_128_GCM_SHA256'?");
    }
}
