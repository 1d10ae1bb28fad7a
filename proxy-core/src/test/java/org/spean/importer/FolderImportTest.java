package org.spean.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.key.Pkcs12;
import org.spean.identifier.SecurityServerId;
import org.spean.testbed.authority.Issued;

/** {@code /etc/xroad} alone, without its database. */
class FolderImportTest {

    @TempDir
    private Path folder;

    private SampleXRoadFolder xroad;
    private Path output;

    @BeforeEach
    void prepare() throws IOException {
        xroad = SampleXRoadFolder.ofBank(Files.createDirectory(folder.resolve("xroad")));
        output = folder.resolve("gateway.yaml");
    }

    @Test
    void theServerIsFoundByItsCertificateInTheGlobalConfiguration() throws IOException {
        ImportReport report = run();

        assertThat(config().path("instanceServer").textValue()).isEqualTo("CAMBODIA/COM/CAMDX-000201/ss-bank");
        assertThat(report.text()).contains("security server CAMBODIA/COM/CAMDX-000201/ss-bank");
        assertThat(items(ImportReport.Kind.TO_DO, report))
                .contains("db.properties: add clients and services: no database was read");
    }

    @Test
    void theServerCanBeNamed() throws IOException {
        Files.delete(xroad.root.resolve("globalconf/instance-identifier"));

        Importer.run(new ImportRequest(
                xroad.root, output, false, SecurityServerId.parse("CAMBODIA/COM/CAMDX-000201/other"), null, false));

        assertThat(config().path("instanceServer").textValue()).isEqualTo("CAMBODIA/COM/CAMDX-000201/other");
        assertThat(config().path("globalConfiguration"))
                .as("an anchor is enough")
                .isEqualTo(json("{anchor: " + xroad.root.resolve("configuration-anchor.xml")
                        + ", directory: gateway.d/globalconf}"));
        assertThat(folder.resolve("gateway.d/globalconf")).doesNotExist();
    }

    @Test
    void withoutAnAnchorSomethingElseMustRefreshTheTree() throws IOException {
        Files.delete(xroad.root.resolve("configuration-anchor.xml"));

        ImportReport report = run();

        Path tree = xroad.root.resolve("globalconf");
        assertThat(config().path("globalConfiguration")).isEqualTo(json("{directory: " + tree + "}"));
        assertThat(items(ImportReport.Kind.TO_DO, report))
                .contains("configuration-anchor.xml: let something refresh " + tree
                        + ": there is no configuration anchor to download it by");
    }

    @Test
    void parametersOfTimeStampsAndArchiveAreCarriedOver() throws IOException {
        xroad.ini("local.ini", """
                [message-log]
                acceptable-timestamp-failure-period = 18000
                timestamp-retry-delay = 30
                timestamp-records-limit = 500
                archive-grouping = member
                archive-max-filesize = 1000000
                keep-records-for = 7
                """);

        run();

        assertThat(config().path("timestamping"))
                .isEqualTo(json("{acceptableFailurePeriod: 18000s, retryDelay: 30s, documentsPerRound: 500}"));
        assertThat(config().path("archive")).isEqualTo(json("{grouping: member, maxFileSize: 1000000B}"));
        assertThat(config().path("messageLog").path("retention").textValue()).isEqualTo("7d");
    }

    @Test
    void parametersAreCarriedOverAsTheLastFileSetsThem() throws IOException {
        xroad.ini("proxy.ini", "[proxy]\nclient-http-port=80\nclient-https-port=443\nserver-listen-port=1\n");
        xroad.ini("override-country.ini", """
                # of a national package
                [proxy]
                client-http-port = 8080
                server-listen-port = 2
                [message-log]
                message-body-logging=false
                max-loggable-message-body-size=20971520
                """);
        xroad.ini("local.ini", """
                [proxy]
                connector-host=127.0.0.1
                server-listen-address=::1
                server-listen-port=15500
                server-port=25500
                ocsp-responder-port=15577
                client-timeout=7500
                client-httpclient-timeout=120000
                client-fastest-connecting-ssl-uri-cache-period=60
                client-idle-connection-monitor-timeout=30000
                pool-total-default-max-connections-per-route=100
                xroad-tls-ciphers=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384
                [signer]
                client-timeout=20000
                [anti-dos]
                max-parallel-connections=100
                """);

        ImportReport report = run();

        JsonNode config = config();
        assertThat(config.path("listen")).isEqualTo(json("""
                {clientHttp: '127.0.0.1:8080', clientHttps: '127.0.0.1:443', peer: '[::1]:15500', ocsp: '0.0.0.0:15577'}
                """));
        assertThat(config.path("peers")).isEqualTo(json("""
                {port: 25500, ocspPort: 15577, serverMemory: 60s, tls: {cipherSuites: [
                 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384]}}
                """));
        assertThat(config.path("messageLog")).isEqualTo(json("{keep: metadata, maxBody: 20971520B}"));
        assertThat(config.path("timeouts"))
                .isEqualTo(json("{connect: 7500ms, firstByte: 120s, idle: 30s, signing: 20s}"));
        assertThat(config.path("limits")).isEqualTo(json("{idleConnections: 100, connections: 100}"));
        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report)).isEmpty();
    }

    @Test
    void subsystemsWhoseBodiesAreLoggedOtherwiseAreCarriedOver() throws IOException {
        xroad.ini("local.ini", """
                [message-log]
                disabled-body-logging-local-producer-subsystems=FI/ORG/17/A, FI/ORG/17/B&#47;C, FI/ORG/17/F%
                disabled-body-logging-remote-producer-subsystems=FI/ORG/18/D, FI/ORG/17/A
                enabled-body-logging-local-producer-subsystems=FI/ORG/17/E
                """);

        ImportReport report = run();

        assertThat(config().path("messageLog")).isEqualTo(json("""
                {keep: full, subsystems: [{id: FI/ORG/17/A, keep: metadata}, {id: FI/ORG/17/F%25, keep: metadata},
                 {id: FI/ORG/18/D, keep: metadata}]}
                """));
        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report))
                .containsExactly(
                        "conf.d/local.ini: message-log.disabled-body-logging-local-producer-subsystems:"
                                + " FI/ORG/17/B&#47;C: subsystem code \"B/C\": must not contain '/'",
                        "conf.d/local.ini: message-log.enabled-body-logging-local-producer-subsystems=FI/ORG/17/E:"
                                + " has no counterpart here");
    }

    @Test
    void xRoadsDefaultsHoldForAddressesAndBodies() throws IOException {
        xroad.ini("proxy.ini", "[proxy]\n");

        ImportReport report = run();

        assertThat(config().path("listen")).isEqualTo(json("""
                {clientHttp: '0.0.0.0:80', clientHttps: '0.0.0.0:443', peer: '0.0.0.0:5500', ocsp: '0.0.0.0:5577'}
                """));
        assertThat(config().path("messageLog")).isEqualTo(json("{keep: full}"));
        assertThat(items(ImportReport.Kind.TO_DO, report))
                .contains("conf.d: proxy.client-http-port: is not set: 80 is taken, as on Ubuntu; make it 8080 if the"
                        + " server ran on Red Hat");
        assertThat(items(ImportReport.Kind.CHANGED, report))
                .containsExactly(
                        "conf.d: proxy.client-httpclient-timeout=0: a peer's answer was waited for without end;"
                                + " timeouts.firstByte is 10m now");
    }

    @Test
    void otherParametersAreListedUnlessTheyAreXRoadsDefaults() throws IOException {
        xroad.ini("local.ini", """
                [proxy]
                ssl-enabled=true
                client-timeout=3600000
                pool-enable-connection-reuse=false
                something-new=1
                [signer]
                key-length=3072
                ocsp-retry-delay=5
                [message-log]
                archive-path=/var/lib/xroad
                messagelog-keystore-password=geheim
                [proxy-ui-api]
                allowed-hostnames=ss.example
                """);

        ImportReport report = run();

        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report))
                .containsExactly(
                        "conf.d/local.ini: proxy.something-new=1: has no counterpart here",
                        "conf.d/local.ini: signer.ocsp-retry-delay=5: belongs to X-Road's signer; keys are read in place here",
                        "conf.d/local.ini: message-log.messagelog-keystore-password=***: has no counterpart here",
                        "conf.d/local.ini: proxy-ui-api.allowed-hostnames=ss.example: belongs to X-Road's administration"
                                + " interface");
        assertThat(items(ImportReport.Kind.CHANGED, report))
                .contains(
                        "conf.d/local.ini: proxy.client-timeout=3600000: timeouts.connect is 60s, the nearest there is",
                        "conf.d/local.ini: proxy.pool-enable-connection-reuse=false: connections between servers are kept"
                                + " wherever the peer keeps them too");
        assertThat(report.text() + report.json()).doesNotContain("geheim");
    }

    @Test
    void pinAndPasswordGoIntoFilesOfTheirOwner() throws IOException {
        run();

        assertThat(config().path("keys").path("xroad"))
                .isEqualTo(json("{directory: " + xroad.root.resolve("signer") + ", pinFile: gateway.d/xroad.pin}"));
        assertThat(folder.resolve("gateway.d/xroad.pin")).hasContent(SampleXRoadFolder.PIN);
        assertThat(config().path("keys").path("clientTls"))
                .isEqualTo(json("{file: " + xroad.root.resolve("ssl/internal.p12")
                        + ", passwordFile: gateway.d/client-tls.password}"));
        assertThat(config().path("keys").path("serviceTls"))
                .as("shown to services, too")
                .isEqualTo(config().path("keys").path("clientTls"));
        assertThat(Files.readString(output)).doesNotContain(SampleXRoadFolder.PIN);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> Files.isRegularFile(file) && !file.startsWith(xroad.root)))
                    .allSatisfy(file ->
                            assertThat(Files.getPosixFilePermissions(file)).hasToString("[OWNER_READ, OWNER_WRITE]"));
        }
    }

    @Test
    void unknownPinAndPasswordComeFromTheEnvironment() throws IOException {
        Files.delete(xroad.root.resolve("autologin"));
        SampleXRoadFolder.golden("bank-internal-tls")
                .writePkcs12(xroad.root.resolve("ssl/internal.p12"), "internal", "another");

        ImportReport report = run();

        assertThat(config().path("keys").path("xroad").path("pinEnv").textValue())
                .isEqualTo("SPEAN_XROAD_PIN");
        assertThat(config().path("keys").path("clientTls").path("passwordEnv").textValue())
                .isEqualTo("SPEAN_CLIENT_TLS_PASSWORD");
        assertThat(items(ImportReport.Kind.TO_DO, report))
                .contains("signer: set the environment variable SPEAN_XROAD_PIN to the PIN of the software token: no"
                        + " autologin file holds it")
                .anyMatch(line -> line.startsWith(
                        "ssl/internal.p12: set the environment variable SPEAN_CLIENT_TLS_PASSWORD to its password"));
    }

    @Test
    void theHttpsKeyIsTakenFromPemWhereThatIsAllThereIs() throws Exception {
        Issued tls = SampleXRoadFolder.golden("bank-internal-tls");
        Files.delete(xroad.root.resolve("ssl/internal.p12"));
        tls.writePem(xroad.root.resolve("ssl/internal.crt"));
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(tls.key());
        }
        xroad.write("ssl/internal.key", pem.toString());

        run();

        String password = Files.readString(folder.resolve("gateway.d/client-tls.password"))
                .strip();
        assertThat(password).hasSize(48);
        assertThat(Pkcs12.load(folder.resolve("gateway.d/client-tls.p12"), password.toCharArray(), null)
                        .certificate())
                .isEqualTo(tls.certificate());
    }

    @Test
    void withoutAKeyThereIsNoHttpsPort() throws IOException {
        Files.delete(xroad.root.resolve("ssl/internal.p12"));

        ImportReport report = run();

        assertThat(config().path("listen").path("clientHttps").asText()).isEqualTo("off");
        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report))
                .containsExactly("ssl: HTTPS port for information systems: neither internal.p12 nor internal.key with"
                        + " internal.crt");
    }

    @Test
    void keysThatCannotBeUsedAreListed() throws IOException {
        xroad.key("SIGNING", "C3", SampleXRoadFolder.golden("moi-sign"), "inactive", "registered");
        xroad.key("SIGNING", "D4", SampleXRoadFolder.golden("moi-sign"), "active", "saved");
        Files.delete(xroad.root.resolve("signer/softtoken/D4.p12"));
        xroad.device(
                "hsm",
                "slot-1",
                SampleXRoadFolder.keyXml(
                        "AUTHENTICATION", "E5", SampleXRoadFolder.golden("gw-sign"), "inactive", "registered"));

        ImportReport report = run();

        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report))
                .containsExactly(
                        "signer/keyconf.xml: signing key C3: the certificate is not active and registered",
                        "signer/keyconf.xml: signing key D4: softtoken/D4.p12 is not there",
                        "signer/keyconf.xml: authentication key E5: is in the hardware token hsm slot-1, where only"
                                + " signing keys may be here");
        assertThat(config().path("keys").has("pkcs11")).isFalse();
    }

    @Test
    void hardwareTokensAreCarriedOverByTheirLabel() throws IOException {
        hardware("<slotId>bank</slotId>");
        xroad.write("devices.ini", """
                [hsm]
                library=/usr/lib/softhsm/libsofthsm2.so
                slot_ids = 1, 2
                """);

        ImportReport report = run();

        assertThat(config().path("keys").path("pkcs11"))
                .isEqualTo(json(
                        "[{library: /usr/lib/softhsm/libsofthsm2.so, tokenLabel: bank, pinEnv: SPEAN_TOKEN_PIN}]"));
        assertThat(items(ImportReport.Kind.TO_DO, report))
                .contains("signer/keyconf.xml: set the environment variable SPEAN_TOKEN_PIN to the PIN of the hardware"
                        + " token hsm slot-1: X-Road asks for it at every start");
        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report)).isEmpty();
    }

    @Test
    void hardwareTokensWithoutALabelAreFoundInTheOnlySlot() throws IOException {
        hardware("");
        xroad.write("devices.ini", "[hsm]\nlibrary=/opt/hsm/p11.so\nslot_ids=7\n");

        run();

        assertThat(config().path("keys").path("pkcs11"))
                .isEqualTo(json("[{library: /opt/hsm/p11.so, slot: 7, pinEnv: SPEAN_TOKEN_PIN}]"));
    }

    @Test
    void hardwareTokensThatAreNotKnownAreLeftToTheOperator() throws IOException {
        hardware("");
        String line = "signer/keyconf.xml: name the hardware token hsm slot-1 under keys.pkcs11: ";

        assertThat(items(ImportReport.Kind.TO_DO, run())).contains(line + "devices.ini names no library of that type");
        assertThat(config().path("keys").has("pkcs11")).isFalse();

        xroad.write("devices.ini", "[hsm]\nlibrary=/opt/hsm/p11.so\nslot_ids=7,8\n");
        assertThat(items(
                        ImportReport.Kind.TO_DO,
                        Importer.run(new ImportRequest(xroad.root, output, true, null, null, false))))
                .contains(line + "its library is /opt/hsm/p11.so, but its label and slot are unknown");
    }

    private void hardware(String more) throws IOException {
        xroad.device(
                "hsm",
                "slot-1",
                more
                        + SampleXRoadFolder.keyXml(
                                "SIGNING", "E5", SampleXRoadFolder.golden("gw-sign"), "active", "registered"));
    }

    @Test
    void versionsAndSuitesOfTlsAreCarriedOverWhereTheyAreOfUse() throws IOException {
        xroad.ini("local.ini", """
                [proxy]
                client-tls-protocols=TLSv1.1,TLSv1.2
                client-tls-ciphers=TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
                xroad-tls-ciphers=TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,TLS_OF_TOMORROW
                """);

        ImportReport report = run();

        assertThat(config().path("listen").path("clientTls"))
                .isEqualTo(json("{protocols: [TLSv1.2], cipherSuites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]}"));
        assertThat(config().path("peers").path("tls").path("cipherSuites"))
                .isEqualTo(json("[TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384]"));
        assertThat(items(ImportReport.Kind.NOT_CARRIED_OVER, report))
                .containsExactlyInAnyOrder(
                        "conf.d/local.ini: proxy.client-tls-protocols: TLSv1.1: are not spoken here"
                                + " (expected: TLSv1.2, TLSv1.3)",
                        "conf.d/local.ini: proxy.client-tls-ciphers: TLS_AES_128_GCM_SHA256: are of no use to TLSv1.2 in"
                                + " this Java",
                        "conf.d/local.ini: proxy.xroad-tls-ciphers: TLS_OF_TOMORROW: are of no use to TLSv1.2, TLSv1.3"
                                + " in this Java");
        assertThat(items(ImportReport.Kind.CHANGED, report))
                .contains(
                        "conf.d/local.ini: proxy.client-tls-ciphers: holds for the HTTPS port for information systems;"
                                + " towards services see tls of each service");
        assertThat(items(ImportReport.Kind.TO_DO, report)).noneMatch(line -> line.contains("make it load"));
    }

    @Test
    void theFolderIsOnlyRead() throws IOException {
        Map<String, String> before = contents();

        run();

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void theGlobalConfigurationIsCopied() throws IOException {
        run();

        assertThat(config().path("globalConfiguration"))
                .isEqualTo(json("{anchor: " + xroad.root.resolve("configuration-anchor.xml")
                        + ", directory: gateway.d/globalconf}"));
        assertThat(folder.resolve("gateway.d/globalconf/CAMBODIA/shared-params.xml"))
                .hasSameBinaryContentAs(xroad.root.resolve("globalconf/CAMBODIA/shared-params.xml"));
    }

    @Test
    void downloadsAreCarriedOver() throws IOException {
        xroad.ini("local.ini", """
                [configuration-client]
                update-interval=30
                allowed-federations=EE,Fi
                global_conf_tls_cert_verification=false
                """);

        run();

        JsonNode source = config().path("globalConfiguration");
        assertThat(source.path("refreshInterval").textValue()).isEqualTo("30s");
        assertThat(source.path("federation")).isEqualTo(json("[EE, Fi]"));
        assertThat(source.path("tls").path("verify").booleanValue()).isFalse();
        assertThat(source.path("tls").has("verify")).isTrue();
    }

    @Test
    void anExistingConfigurationIsReplacedAsAWhole() throws IOException {
        run();
        Files.writeString(folder.resolve("gateway.d/stale.pem"), "");
        Files.delete(xroad.root.resolve("autologin"));

        Importer.run(new ImportRequest(xroad.root, output, true, null, null, false));

        try (Stream<Path> files = Files.list(folder.resolve("gateway.d"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("client-tls.password", "globalconf");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("xroad", "gateway.yaml", "gateway.d");
        }
    }

    private ImportReport run() {
        return Importer.run(new ImportRequest(xroad.root, output, false, null, null, false));
    }

    private JsonNode config() throws IOException {
        return new YAMLMapper().readTree(output.toFile());
    }

    private static List<String> items(ImportReport.Kind kind, ImportReport report) {
        return report.items().stream()
                .filter(item -> item.kind() == kind)
                .map(ImportReport.Item::toString)
                .toList();
    }

    private static JsonNode json(String yaml) throws IOException {
        return new YAMLMapper().readTree(yaml);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(xroad.root)) {
            for (Path file : files.toList()) {
                String content = Files.isDirectory(file) ? "" : Long.toString(Files.size(file));
                contents.put(file.toString(), content + " " + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }
}
