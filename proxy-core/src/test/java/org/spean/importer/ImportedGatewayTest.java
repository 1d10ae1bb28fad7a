package org.spean.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.gateway.Gateway;
import org.spean.importer.SampleServerConf.Flavour;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;
import org.spean.testbed.Ecosystem;
import org.spean.testbed.EcosystemServer;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.service.PopulationRegister;

/** Two X-Road servers are imported, folder and database, and their gateways carry an exchange. */
class ImportedGatewayTest {
    private static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";
    private static final String IDENTITY = "CAMBODIA/GOV/CAMDX-000121/IDENTITY";
    private static final String BANK_ADDRESS = "127.203.77.2";
    private static final String MINISTRY_ADDRESS = "127.203.77.3";

    @TempDir
    private Path folder;

    @Test
    void importedGatewaysCarryAnExchange() throws Exception {
        try (Ecosystem ecosystem = Ecosystem.in(Files.createDirectory(folder.resolve("ecosystem")))
                        .keys(KeyKind.EC_P256)
                        .authorityKeys(KeyKind.EC_P256)
                        .pair(BANK_ADDRESS, MINISTRY_ADDRESS)
                        .start();
                PopulationRegister register = PopulationRegister.start(new InetSocketAddress("127.203.77.4", 0), 100)) {
            Path ministryFile = imported(ecosystem, "ss-moi", Flavour.NEW, conf -> {
                long client = conf.client(conf.subsystem(IDENTITY), "registered", "SSLAUTH");
                long description = conf.description(client, "REST", register.url(), null);
                conf.service(description, "identity", null, register.url(), null, 30);
                long group = conf.identifier("LOCALGROUP", null, "banks");
                conf.group(client, "banks", conf.subsystem(BANK));
                conf.endpoint(client, "identity", "GET", "/persons/*", group);
            });
            Path bankFile = imported(
                    ecosystem,
                    "ss-bank",
                    Flavour.OLD,
                    conf -> conf.client(conf.subsystem(BANK), "registered", "NOSSL"));
            Gateway ministry = Gateway.start(ministryFile, InstantSource.system());
            Gateway bank = Gateway.start(bankFile, InstantSource.system());
            try (HttpClient client = HttpClient.newHttpClient()) {
                String service = ecosystem.server("ss-bank").clientUrl() + "/r1/" + IDENTITY + "/identity/";

                HttpResponse<String> allowed = get(client, service + "persons/100000042");
                HttpResponse<String> refused = get(client, service + "echo");

                assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(200);
                assertThat(refused.body()).containsIgnoringCase("access");
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(500);
            } finally {
                bank.drain();
                ministry.drain();
            }
        }
    }

    private Path imported(Ecosystem ecosystem, String code, Flavour flavour, Consumer<SampleServerConf> content)
            throws Exception {
        EcosystemServer server = ecosystem.server(code);
        Path place = Files.createDirectory(folder.resolve(code));
        SampleXRoadFolder xroad = new SampleXRoadFolder(Files.createDirectory(place.resolve("xroad")));
        xroad.key("AUTHENTICATION", "A1", server.authentication(), "active", "registered");
        xroad.key("SIGNING", "B2", server.signing(), "active", "registered");
        xroad.autologin();
        xroad.globalConf(ecosystem.globalConfiguration());
        xroad.ini("local.ini", """
                [proxy]
                connector-host=%1$s
                client-http-port=%2$d
                server-listen-address=%1$s
                ocsp-responder-listen-address=%1$s
                """.formatted(server.address(), server.ports().clientHttp()));
        Database database = PostgresServer.shared().newDatabase();
        xroad.database(database.url(), database.user(), database.password());
        try (SampleServerConf conf = new SampleServerConf(database, flavour)) {
            long owner = conf.client(conf.identifier("MEMBER", server.member().split("/", -1)), "registered", "NOSSL");
            conf.server(code, owner);
            content.accept(conf);
        }
        Path written = written(xroad, place.resolve("gateway.yaml"));
        String yaml = Files.readString(written);
        assertThat(yaml).contains("\nlisten:\n");
        // Both gateways run on this machine.
        return Files.writeString(written, yaml.replace("\nlisten:\n", "\nlisten:\n  admin: \"off\"\n"));
    }

    private static Path written(SampleXRoadFolder xroad, Path output) throws IOException {
        ImportReport report = Importer.run(new ImportRequest(xroad.root, output, false, null, null, false));
        assertThat(report.items())
                .as(report.text())
                .noneMatch(item -> item.item().equals("make it load"));
        return output;
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(20))
                        .header("X-Road-Client", BANK)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
