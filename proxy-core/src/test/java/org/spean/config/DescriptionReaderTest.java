package org.spean.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/** Services that come from applied descriptions, with the rights beside them. */
class DescriptionReaderTest {

    private static final String PROVIDER = "CAMBODIA/COM/CAMDX-000201/BANK";
    private static final ClientId IDENTITY = ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY");

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void prepare() {
        files = new ConfigFolder(folder);
    }

    private GatewayConfig load(String... lines) {
        StringBuilder yaml = new StringBuilder(ConfigFolder.MINIMAL).append("descriptions:\n");
        for (String line : lines) {
            yaml.append("  ").append(line).append('\n');
        }
        return files.load(yaml.toString());
    }

    private static ServiceConfig service(GatewayConfig config, String code) {
        return Objects.requireNonNull(config.service(ServiceId.parse(PROVIDER + "/" + code)), code);
    }

    @Test
    void anOpenApiDocumentIsAServiceWithItsEndpoints() {
        GatewayConfig config = load(
                "- name: loans",
                "  provider: " + PROVIDER,
                "  openapi: https://loans.example/openapi.yaml",
                "  timeout: 3s",
                "  endpoints: [{method: GET, path: '/loans/{id}', allow: [" + IDENTITY + "]}]");

        ServiceConfig service = service(config, "loans");
        assertThat(service.protocol()).isEqualTo(ServiceProtocol.REST);
        assertThat(service.url()).isEqualTo(URI.create("http://loans.example/api"));
        assertThat(service.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(service.endpoints())
                .singleElement()
                .satisfies(rule -> assertThat(rule.path()).hasToString("/loans/*"));
        assertThat(service.parts())
                .containsExactly(new DescribedEndpoint("GET", "/loans/*"), new DescribedEndpoint("POST", "/loans"));
        assertThat(service.description())
                .satisfies(description -> assertThat(
                                new String(description.document(), java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo("the document of loans"));
        assertThat(config.files()).anyMatch(file -> file.endsWith("descriptions/loans.services.json"));
    }

    @Test
    void aWsdlIsAServiceForEachOperationAndEachMayDiffer() {
        GatewayConfig config = load(
                "- name: branches",
                "  provider: " + PROVIDER,
                "  wsdl: branches.wsdl",
                "  url: http://127.0.0.1:9/soap",
                "  services: [{service: findBranch/v1, timeout: 5s, disabled: until Monday, allow: [" + IDENTITY
                        + "]}]");

        ServiceConfig service = service(config, "findBranch/v1");
        assertThat(service.protocol()).isEqualTo(ServiceProtocol.SOAP);
        assertThat(service.url()).isEqualTo(URI.create("http://127.0.0.1:9/soap"));
        assertThat(service.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(service.disabled()).isEqualTo("until Monday");
        assertThat(service.allow().clients()).containsExactly(IDENTITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openapi: a, name: loans, wsdl: b           | descriptions[0].openapi: given beside wsdl",
                "name: loans                                | descriptions[0].openapi: missing (expected: one of openapi, wsdl)",
                "name: a/b, openapi: a                      | descriptions[0].name: 'a/b' (expected: at most 64",
                "name: fresh, openapi: a                    | 'fresh' is not applied yet (expected: spean service refresh --apply -c ",
                "name: loans, openapi: a, services: []      | descriptions[0].services: not for a document of this kind",
                "name: branches, wsdl: a, endpoints: []     | descriptions[0].endpoints: not for a document of this kind",
                "'name: branches, wsdl: a, services: [{service: findBranches/v1}]' | unknown service 'findBranches/v1'",
                "name: loans, openapi: 'http:///x'          | descriptions[0].openapi: 'http:///x' (expected: http://host",
            })
    void aMistakeIsNamed(String entry, String expected) {
        String clean = entry.startsWith("'") ? entry.substring(1, entry.length() - 1) : entry;
        assertThatThrownBy(() -> load("- {provider: " + PROVIDER + ", " + clean + "}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void aServiceIsDescribedOnce() {
        assertThatThrownBy(() -> files.load(ConfigFolder.MINIMAL
                        + "services: [{id: " + PROVIDER + "/loans, url: 'http://127.0.0.1:9'}]\n"
                        + "descriptions: [{name: loans, provider: " + PROVIDER + ", openapi: a}]\n"))
                .hasMessageContaining("its service '" + PROVIDER + "/loans' is there twice");
    }

    @Test
    void sourcesCanBeReadBeforeAnythingIsApplied() throws IOException {
        Path yaml = files.write("descriptions: [{name: fresh, provider: " + PROVIDER + ", openapi: fresh.yaml}]\n");

        List<DescriptionSource> sources = GatewayConfig.descriptions(yaml);

        assertThat(sources).singleElement().satisfies(source -> {
            assertThat(source.location()).isEqualTo(folder.resolve("fresh.yaml").toUri());
            assertThat(source.service()).isEqualTo("fresh");
        });
    }

    @ParameterizedTest
    @CsvSource({"listMethods", "allowedMethods", "getWsdl", "getOpenAPI", "getSecurityServerMetrics"})
    void aCodeOfTheGatewaysOwnServicesIsRefused(String code) {
        assertThatThrownBy(() -> files.load(ConfigFolder.MINIMAL + "services: [{id: " + PROVIDER + "/" + code
                        + ", url: 'http://127.0.0.1:9'}]\n"))
                .hasMessageContaining("'" + code + "' is a service of the gateway itself");
    }

    @Test
    void onlySoapServicesHaveVersions() {
        String service = "services: [{id: " + PROVIDER + "/find/v1, url: 'http://127.0.0.1:9'%s}]\n";

        assertThatThrownBy(() -> files.load(ConfigFolder.MINIMAL + service.formatted("")))
                .hasMessageContaining("has a version (expected: none, or protocol: SOAP)");
        assertThat(files.load(ConfigFolder.MINIMAL + service.formatted(", protocol: SOAP"))
                        .services())
                .hasSize(1);
    }
}
