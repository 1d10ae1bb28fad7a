package org.spean.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spean.config.GatewayConfig;
import org.spean.importer.SampleServerConf.Flavour;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;

/** The serverconf database of X-Road, in a real PostgreSQL. */
class DatabaseImportTest {
    private static final String GOV = "CAMBODIA/GOV/CAMDX-000121";
    private static final String IDENTITY = GOV + "/IDENTITY";
    private static final String TAX = GOV + "/TAX";
    private static final String CALLER = GOV + "/CALLER";
    private static final String BANK = "CAMBODIA/COM/CAMDX-000201/BANK";

    @TempDir
    private static Path folder;

    private static final Map<Flavour, Imported> IMPORTED = new EnumMap<>(Flavour.class);

    /** @param before the rows of each table before the import; {@code after}: after it */
    private record Imported(
            Path file, JsonNode config, ImportReport report, Map<String, Long> before, Map<String, Long> after) {}

    @BeforeAll
    static void importBoth() throws Exception {
        for (Flavour flavour : Flavour.values()) {
            Database database = PostgresServer.shared().newDatabase();
            Path place = Files.createDirectory(folder.resolve(flavour.name()));
            SampleXRoadFolder xroad = SampleXRoadFolder.ofBank(Files.createDirectory(place.resolve("xroad")));
            xroad.database(database.url(), database.user(), database.password());
            try (SampleServerConf conf = new SampleServerConf(database, flavour)) {
                fill(conf);
                Map<String, Long> before = conf.counts();
                Path output = place.resolve("gateway.yaml");
                ImportReport report = Importer.run(new ImportRequest(xroad.root, output, false, null, null, false));
                IMPORTED.put(
                        flavour,
                        new Imported(
                                output, new YAMLMapper().readTree(output.toFile()), report, before, conf.counts()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreCarriedOver(Flavour flavour) throws Exception {
        JsonNode config = imported(flavour).config;

        assertThat(config.path("instanceServer").textValue()).isEqualTo(GOV + "/ss-moi");
        JsonNode clients = config.path("clients");
        assertThat(ids(clients)).containsExactlyInAnyOrder(GOV, IDENTITY, TAX, CALLER);
        assertThat(one(clients, GOV).path("connection").textValue()).isEqualTo("HTTPS");
        assertThat(one(clients, IDENTITY).path("connection").textValue()).isEqualTo("HTTP");
        assertThat(one(clients, IDENTITY).path("groups"))
                .isEqualTo(json("{partners: [" + BANK + ", CAMBODIA/COM/CAMDX-000201], '007': []}"));
        assertThat(one(clients, TAX))
                .isEqualTo(json("{id: " + TAX + ", connection: HTTPS_CERTIFICATE, certificates: []}"));
        assertThat(one(clients, CALLER).path("certificates")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void certificatesBecomePemFilesForTheirOwner(Flavour flavour) throws Exception {
        Imported imported = imported(flavour);

        String name = one(imported.config.path("clients"), CALLER)
                .path("certificates")
                .path(0)
                .textValue();
        Path pem = imported.file.resolveSibling(name);
        assertThat(Files.getPosixFilePermissions(pem)).hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThat(Files.readString(pem, StandardCharsets.US_ASCII))
                .isEqualToNormalizingNewlines(Files.readString(
                        Path.of(System.getProperty("spean.golden"), "golden", "pki", "bank-internal-tls.crt.pem")));
    }

    @ParameterizedTest
    @EnumSource
    void timeStampingAuthoritiesAreCarriedOver(Flavour flavour) throws Exception {
        assertThat(imported(flavour).config.path("timestamping").path("authorities"))
                .isEqualTo(json("['http://10.0.0.10/tsa']"));
    }

    @ParameterizedTest
    @EnumSource
    void servicesAreCarriedOverWithTheirRights(Flavour flavour) throws Exception {
        JsonNode services = imported(flavour).config.path("services");

        assertThat(ids(services))
                .containsExactlyInAnyOrder(
                        IDENTITY + "/getPerson/v1",
                        IDENTITY + "/getPerson/v2",
                        IDENTITY + "/persons",
                        IDENTITY + "/echo",
                        TAX + "/returns",
                        CALLER + "/callback");
        JsonNode first = one(services, IDENTITY + "/getPerson/v1");
        assertThat(first.path("url").textValue()).isEqualTo("http://10.0.0.5/soap");
        assertThat(first.path("protocol").textValue()).isEqualTo("SOAP");
        assertThat(first.path("timeout").textValue()).isEqualTo("60s");
        assertThat(first.path("allow"))
                .isEqualTo(
                        json("[" + BANK + ", {globalGroup: CAMBODIA/security-server-owners}, {localGroup: partners}]"));
        assertThat(one(services, IDENTITY + "/getPerson/v2").path("allow")).isEqualTo(first.path("allow"));
        JsonNode persons = one(services, IDENTITY + "/persons");
        assertThat(persons.path("allow")).isEqualTo(json("[CAMBODIA/COM/CAMDX-000201]"));
        assertThat(persons.path("endpoints"))
                .isEqualTo(json("[{method: GET, path: '/persons/*', allow: [" + BANK + "]},"
                        + " {method: '*', path: '/**', allow: [{localGroup: '007'}]},"
                        + " {method: POST, path: '/**', allow: ['CAMBODIA/GOV/%E1%9E%97%E1%9E%B6/A%20B']}]"));
        assertThat(one(services, IDENTITY + "/echo").path("disabled").textValue())
                .isEqualTo("moved to \"new\" place");
        assertThat(persons.has("protocol")).isFalse();
        assertThat(one(services, TAX + "/returns").path("tls")).isEqualTo(json("{verify: false}"));
        assertThat(one(services, CALLER + "/callback").path("tls").path("trust"))
                .hasSize(1)
                .isEqualTo(one(imported(flavour).config.path("clients"), CALLER).path("certificates"));
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsCarriedOverOrListed(Flavour flavour) throws Exception {
        Imported imported = imported(flavour);

        Map<String, Long> total = new TreeMap<>();
        Map<String, Long> accounted = new TreeMap<>();
        imported.report.rows().forEach((table, rows) -> {
            total.put(table, rows.total());
            accounted.put(table, rows.carried() + rows.left());
        });
        Map<String, Long> expected = new TreeMap<>(imported.before);
        expected.remove("identifier"); // rows of others name them
        assertThat(total).isEqualTo(expected);
        assertThat(accounted).isEqualTo(expected);
        assertThat(imported.after).as("the database is only read").isEqualTo(imported.before);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftOutIsListedWithItsReason(Flavour flavour) throws Exception {
        List<String> left = imported(flavour).report.items().stream()
                .map(ImportReport.Item::toString)
                .toList();

        assertThat(left)
                .contains(
                        "serverconf.client: SUBSYSTEM " + GOV
                                + "/SAVED: is not registered but 'saved', so it may not exchange messages; so is what belongs to it",
                        "serverconf.localgroup: group 'unused': SUBSYSTEM " + GOV + "/SAVED is left out",
                        "serverconf.groupmember: SUBSYSTEM " + BANK + ": its group is left out",
                        "serverconf.service: lonely of " + CALLER + ": has no URL",
                        "serverconf.service: parts of " + IDENTITY + ": has a version, as only SOAP services have",
                        "serverconf.endpoint: GET /soap of getPerson of " + IDENTITY + ": a SOAP service has no parts",
                        "serverconf.accessright: SUBSYSTEM " + BANK + " on GET /soap of getPerson of " + IDENTITY
                                + ": the endpoint is left out",
                        "serverconf.service: returns of " + TAX
                                + ": the certificate of its https URL is not verified, as before; name it in tls.trust"
                                + " instead",
                        "serverconf.servicedescription: OPENAPI3 http://10.0.0.5/openapi.yaml of persons of " + IDENTITY
                                + ": the service is written out; to follow the document, name it under descriptions"
                                + " instead",
                        "serverconf.service: query of " + IDENTITY
                                + ": 'http://10.0.0.5/soap?x=1' (expected: a http or https URL without query, fragment and user)",
                        "serverconf.servicedescription: http://10.0.0.5/empty of " + IDENTITY + ": has no services",
                        "serverconf.endpoint: GET pets** of persons of " + IDENTITY
                                + ": 'pets**' (expected: a path that begins with '/')",
                        "serverconf.accessright: SUBSYSTEM " + BANK + " on GET pets** of persons of " + IDENTITY
                                + ": the endpoint is left out",
                        "serverconf.endpoint: 2 of persons of " + IDENTITY
                                + ": nobody has a right on them alone, so there is nothing to say of them",
                        "serverconf.endpoint: GET /x of ghost: no service ghost is carried over",
                        "serverconf.accessright: LOCALGROUP ghosts on * ** of echo of " + IDENTITY
                                + ": no such group of the provider",
                        "serverconf.accessright: GLOBALGROUP CAMBODIA/a/b on * ** of echo of " + IDENTITY
                                + ": a code that is empty or contains '/'",
                        "serverconf.accessright: of SUBSYSTEM " + BANK + ": on no endpoint",
                        "serverconf.apikey: 1 row: keys of X-Road's administration interface",
                        "serverconf.history: 1 row: who changed what in X-Road; keep the database as long as you need it",
                        "serverconf.service: limitless of " + TAX
                                + ": 'ftp://10.0.0.6/x' (expected: a http or https URL without query, fragment and user)");
        assertThat(left)
                .anyMatch(line -> line.startsWith("serverconf.certificate: row ")
                        && line.endsWith(" of " + CALLER + ": certificate: not a DER sequence"));
        assertThat(left)
                .anyMatch(line -> line.startsWith("serverconf.client: SUBSYSTEM " + GOV + "/bad/code: ")
                        && line.contains("must not contain '/'"));
        assertThat(left).anyMatch(line -> line.startsWith("serverconf.service: returns of " + TAX + ": time-out 0 s"));
    }

    @ParameterizedTest
    @EnumSource
    void theResultLoads(Flavour flavour) throws Exception {
        Imported imported = imported(flavour);

        GatewayConfig config = GatewayConfig.load(imported.file);
        assertThat(config.services()).hasSize(6);
        assertThat(config.clients()).hasSize(4);
        assertThat(config.timeouts().exchange()).hasMinutes(70);
        assertThat(imported.report.items()).noneMatch(item -> item.item().equals("make it load"));
    }

    /** Rich and with some of everything that can be wrong. */
    private static void fill(SampleServerConf conf) throws IOException {
        long bank = conf.subsystem(BANK);
        long member = conf.identifier("MEMBER", "CAMBODIA", "COM", "CAMDX-000201");
        long owners = conf.identifier("GLOBALGROUP", "CAMBODIA", "security-server-owners");
        long partners = conf.identifier("LOCALGROUP", null, "partners");
        long agents = conf.identifier("LOCALGROUP", null, "007");
        long khmer = conf.identifier("SUBSYSTEM", "CAMBODIA", "GOV", "ភា", "A B");
        long owner = conf.client(conf.identifier("MEMBER", GOV.split("/", -1)), "registered", "SSLNOAUTH");
        long identity = conf.client(conf.subsystem(IDENTITY), "registered", "NOSSL");
        long tax = conf.client(conf.subsystem(TAX), "registered", "SSLAUTH");
        long caller = conf.client(conf.subsystem(CALLER), "registered", null);
        long saved = conf.client(conf.subsystem(GOV + "/SAVED"), "saved", "SSLAUTH");
        conf.client(conf.identifier("SUBSYSTEM", "CAMBODIA", "GOV", "CAMDX-000121", "bad/code"), "registered", "NOSSL");
        conf.server("ss-moi", owner);
        byte[] certificate = Files.readAllBytes(
                Path.of(System.getProperty("spean.golden"), "golden", "pki", "bank-internal-tls.crt.der"));
        conf.certificate(caller, certificate);
        conf.certificate(caller, "no certificate".getBytes(StandardCharsets.US_ASCII));
        conf.certificate(saved, certificate);
        conf.certificate(null, certificate);
        conf.group(identity, "partners", bank, member);
        conf.group(identity, "007");
        conf.group(saved, "unused", bank);

        long wsdl = conf.description(identity, "WSDL", "http://10.0.0.5/soap?wsdl", null);
        conf.service(wsdl, "getPerson", "v1", "http://10.0.0.5/soap", false, 60);
        conf.service(wsdl, "getPerson", "v2", "http://10.0.0.5/soap/2", null, 120);
        conf.service(wsdl, "query", "v1", "http://10.0.0.5/soap?x=1", null, 60);
        long openapi = conf.description(identity, "OPENAPI3", "http://10.0.0.5/openapi.yaml", null);
        conf.service(openapi, "persons", null, "http://10.0.0.5/persons", null, 60);
        conf.service(openapi, "parts", "v1", "http://10.0.0.5/parts", null, 60);
        long disabled = conf.description(identity, "REST", "http://10.0.0.5/echo", "moved to \"new\" place");
        conf.service(disabled, "echo", null, "http://10.0.0.5/echo", null, 60);
        conf.description(identity, "WSDL", "http://10.0.0.5/empty", null);
        long returns = conf.description(tax, "REST", "https://10.0.0.6/returns", null);
        conf.service(returns, "returns", null, "https://10.0.0.6/returns", false, 0);
        conf.service(returns, "limitless", null, "ftp://10.0.0.6/x", true, 60);
        long callback = conf.description(caller, "REST", "https://10.0.0.7/callback", null);
        conf.service(callback, "callback", "", "https://10.0.0.7/callback", true, 60);
        conf.service(callback, "lonely", null, null, null, null);
        long ofSaved = conf.description(saved, "REST", "http://10.0.0.8/", null);
        conf.service(ofSaved, "hidden", null, "http://10.0.0.8/", null, 60);
        conf.service(null, "stray", null, "http://10.0.0.9/", null, 60);

        conf.endpoint(identity, "getPerson", "*", "**", bank, owners, partners);
        conf.endpoint(identity, "getPerson", "GET", "/soap", bank);
        conf.endpoint(identity, "query", "*", "**", bank);
        conf.endpoint(identity, "persons", "*", "**", member);
        conf.endpoint(identity, "persons", "GET", "/persons/*", bank);
        conf.endpoint(identity, "persons", "*", "/**", agents);
        conf.endpoint(identity, "persons", "POST", "**", khmer);
        conf.endpoint(identity, "persons", "GET", "pets**", bank);
        conf.endpoint(identity, "persons", "GET", "/idle");
        conf.endpoint(identity, "persons", "PUT", "/idle");
        conf.endpoint(
                identity,
                "echo",
                "*",
                "**",
                conf.identifier("LOCALGROUP", null, "ghosts"),
                conf.identifier("GLOBALGROUP", "CAMBODIA", "a/b"));
        conf.endpoint(identity, "ghost", "GET", "/x", bank);
        conf.endpoint(tax, "returns", "*", "**");
        conf.endpoint(saved, "hidden", "*", "**", bank);
        conf.endpoint(null, "stray", "*", "**", bank);
        conf.right(identity, null, bank);

        conf.insert("tsp", "name, url, conf_id", "TSA", "http://10.0.0.10/tsa", 1L);
        conf.insert("uiuser", "username, locale", "admin", "en");
        conf.insert("apikey", "encodedkey", "x");
        conf.insert("history", "operation, table_name, record_id, field_name", "INSERT", "client", 1L, "id");
    }

    private static Imported imported(Flavour flavour) {
        return Objects.requireNonNull(IMPORTED.get(flavour));
    }

    private static List<String> ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(node -> node.path("id").textValue())
                .toList();
    }

    private static JsonNode one(JsonNode list, String id) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(node -> node.path("id").textValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String yaml) throws IOException {
        return new YAMLMapper().readTree(yaml);
    }
}
