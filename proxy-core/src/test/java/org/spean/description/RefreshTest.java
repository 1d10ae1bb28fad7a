package org.spean.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.config.AppliedDescription;
import org.spean.config.DescriptionSource;
import org.spean.config.ServiceDescription.Kind;
import org.spean.identifier.ClientId;

/** What is taken from documents, what is shown of a change, and what hostile documents cannot do. */
class RefreshTest {

    static final String OPENAPI = """
            # persons: née 𐍈
            openapi: 3.0.3
            info: {title: Persons, version: 1.0.0}
            servers:
              - url: https://10.1.2.3:8443/api/   # inside
              - url: '/relative'
            paths:
              /persons/{id}:
                servers: [{url: "http://10.1.2.4/other"}]
                get: {responses: {'200': {description: ok}}}
                delete: {responses: {'200': {description: ok}}}
              /echo:
                post:
                  servers:
                    - url: http://10.1.2.5
                  responses: {'200': {description: ok}}
            """;

    static final String WSDL = """
            <?xml version="1.0" encoding="UTF-8"?>
            <w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
                xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:t="urn:t" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">
              <w:types><xs:schema targetNamespace="urn:t"><xs:import namespace="urn:u" schemaLocation="http://10.1.2.3/u.xsd"/>
                <xs:element name="find" type="xs:string"/></xs:schema></w:types>
              <w:message name="m"><w:part name="body" element="t:find"/></w:message>
              <w:portType name="p">
                <w:operation name="find"><w:input message="t:m"/></w:operation>
                <w:operation name="list"><w:input message="t:m"/></w:operation>
              </w:portType>
              <w:binding name="b" type="t:p"><s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
                <w:operation name="find"><s:operation soapAction=""/><x:version>v2</x:version><w:input><s:body use="literal"/></w:input></w:operation>
                <w:operation name="list"><s:operation soapAction=""/><w:input><s:body use="literal"/></w:input></w:operation>
              </w:binding>
              <w:service name="s"><w:port name="o" binding="t:b"><s:address location="http://10.1.2.3:8080/soap"/></w:port></w:service>
            </w:definitions>
            """;

    @TempDir
    private Path folder;

    private DescriptionSource source(Kind kind, @Nullable URI url) {
        return new DescriptionSource(
                "doc",
                ClientId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY"),
                kind,
                folder.resolve("document").toUri(),
                kind == Kind.OPENAPI ? "persons" : null,
                url,
                List.of(),
                folder.resolve("descriptions"));
    }

    private Refresh refresh(Kind kind, String document) throws IOException {
        Files.writeString(folder.resolve("document"), document);
        return Refresh.of(source(kind, null));
    }

    private AppliedDescription applied() throws IOException {
        Path index = source(Kind.OPENAPI, null).index();
        return AppliedDescription.read(index, Files.readAllBytes(index));
    }

    private String document() throws IOException {
        return Files.readString(folder.resolve("descriptions").resolve(applied().document()));
    }

    @Test
    void openApiGivesOneServiceWithItsEndpoints() throws IOException {
        Refresh refresh = refresh(Kind.OPENAPI, OPENAPI);

        assertThat(refresh.differences())
                .containsExactly(
                        "+ service persons at https://10.1.2.3:8443/api",
                        "+   GET /persons/*",
                        "+   DELETE /persons/*",
                        "+   POST /echo");
        assertThat(folder.resolve("descriptions")).doesNotExist(); // nothing is kept before it is applied
        refresh.apply();
        assertThat(applied().services()).singleElement().satisfies(service -> {
            assertThat(service.code()).isEqualTo("persons");
            assertThat(service.url()).isEqualTo(URI.create("https://10.1.2.3:8443/api"));
        });
        assertThat(refresh(Kind.OPENAPI, OPENAPI).differences()).isEmpty();
    }

    @Test
    void theHostsOfServersAreHiddenAndNothingElseIsTouched() throws IOException {
        refresh(Kind.OPENAPI, OPENAPI).apply();

        assertThat(document())
                .isEqualTo(OPENAPI.replace("https://10.1.2.3:8443/api/ ", "\"/api/\" ")
                        .replace("'/relative'", "\"/relative\"")
                        .replace("http://10.1.2.4/other", "/other")
                        .replace("http://10.1.2.5", "\"/\""))
                .doesNotContain("10.1.2");
    }

    @Test
    void jsonStaysJson() throws IOException {
        refresh(Kind.OPENAPI, """
                {"openapi":"3.1.0","info":{"title":"t","version":"1"},"servers":[{"url":"{scheme}://10.0.0.1/{v}",
                "variables":{"scheme":{"default":"http"},"v":{"default":"v1"}}}],
                "paths":{"/a":{"put":{"responses":{"200":{"description":"ok"}}}}}}""").apply();

        assertThat(applied().contentType()).isEqualTo("application/json");
        assertThat(applied().services().getFirst().url()).isEqualTo(URI.create("http://10.0.0.1/v1"));
        assertThat(document())
                .startsWith("{\"openapi\":\"3.1.0\"")
                .contains("\"url\":\"/{v}\"")
                .doesNotContain("10.0.0.1");
    }

    @Test
    void whatChangesIsShownBeforeItApplies() throws IOException {
        refresh(Kind.OPENAPI, OPENAPI).apply();
        byte[] index = Files.readAllBytes(source(Kind.OPENAPI, null).index());

        Refresh changed = refresh(
                Kind.OPENAPI,
                OPENAPI.replace("10.1.2.3:8443", "10.9.9.9")
                        .replace("delete:", "put:")
                        .replace("  /echo:", "  /echoes:"));

        assertThat(changed.differences())
                .containsExactly(
                        "~ service persons",
                        "~   url https://10.1.2.3:8443/api -> https://10.9.9.9/api",
                        "+   PUT /persons/*",
                        "+   POST /echoes",
                        "-   DELETE /persons/*",
                        "-   POST /echo");
        assertThat(Files.readAllBytes(source(Kind.OPENAPI, null).index())).isEqualTo(index);
        changed.apply();
        try (var files = Files.list(folder.resolve("descriptions"))) {
            assertThat(files).as("no old document is left").hasSize(2);
        }
        assertThat(refresh(
                                Kind.OPENAPI,
                                OPENAPI.replace("10.1.2.3:8443", "10.9.9.9")
                                        .replace("delete:", "put:")
                                        .replace("  /echo:", "  /echoes:")
                                        .replace("Persons", "People"))
                        .differences())
                .containsExactly("~ the text of the document, nothing of its services");
    }

    @Test
    void wsdlGivesAServiceForEachOperation() throws IOException {
        Refresh refresh = refresh(Kind.WSDL, WSDL);

        assertThat(refresh.differences())
                .containsExactlyInAnyOrder(
                        "+ service find/v2 at http://10.1.2.3:8080/soap",
                        "+ service list at http://10.1.2.3:8080/soap");
        refresh.apply();
        assertThat(applied().contentType()).isEqualTo("text/xml");
        assertThat(document())
                .contains("<s:address location=\"http://example.org/xroad-endpoint\"/>")
                .contains("<x:version>v2</x:version>")
                .doesNotContain("8080");
        assertThat(refresh(Kind.WSDL, WSDL.replaceAll("(?s)<w:operation name=\"list\">.*?</w:operation>", ""))
                        .differences())
                .containsExactly("- service list at http://10.1.2.3:8080/soap");
    }

    @Test
    void theCapturedWsdlIsServedAsCaptured() throws IOException {
        String http = Files.readString(
                Path.of(System.getProperty("spean.golden"), "golden/exchanges/meta-soap-getWsdl/client-response.http"),
                StandardCharsets.ISO_8859_1);
        String wsdl = http.substring(
                http.lastIndexOf("<?xml"), http.indexOf("</wsdl:definitions>") + "</wsdl:definitions>".length());

        refresh(Kind.WSDL, wsdl.replace("http://example.org/xroad-endpoint", "http://127.0.0.4:18090/soap"))
                .apply();

        assertThat(applied().services()).singleElement().satisfies(service -> {
            assertThat(service.name()).isEqualTo("personDetails/v1");
            assertThat(service.url()).isEqualTo(URI.create("http://127.0.0.4:18090/soap"));
        });
        assertThat(document()).isEqualTo(wsdl);
    }

    @Test
    void theConfigurationSaysWhereServicesAreIfItDoes() throws IOException {
        Files.writeString(folder.resolve("document"), WSDL);

        Refresh refresh = Refresh.of(source(Kind.WSDL, URI.create("http://127.0.0.1:9/x")));

        assertThat(refresh.differences()).contains("+ service list at http://127.0.0.1:9/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAPI | swagger: '2.0'                                                        | is no OpenAPI 3 document",
                "OPENAPI | not: [balanced                                                        | is no YAML that we read",
                "OPENAPI | {\"not\": balanced                                                    | is no JSON that we read",
                "OPENAPI | {\"openapi\":\"3.0.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{}} | is no OpenAPI 3 document",
                "WSDL    | <a/>                                                                  | is no WSDL 1.1 document",
                "WSDL    | <!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>        | is no XML that we read",
                "WSDL    | <w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/'><w:import namespace='u' location='http://10.0.0.1/x'/></w:definitions> | has wsdl:import",
                "WSDL    | <w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/'/>             | has no service",
            })
    void whatIsNotUnderstoodIsNamed(Kind kind, String document, String expected) {
        assertThatThrownBy(() -> refresh(kind, document))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("file:")
                .hasMessageContaining(expected);
    }

    @Test
    void anAliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }

        assertThatThrownBy(() -> refresh(Kind.OPENAPI, OPENAPI + bomb))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void aLargeDocumentIsNotRead() {
        assertThatThrownBy(() -> refresh(Kind.OPENAPI, "#".repeat((8 << 20) + 1)))
                .hasMessageEndingWith("larger than 8 MiB");
    }

    @Test
    void aServerThatIsRelativeToAFileIsRefused() {
        assertThatThrownBy(() -> refresh(Kind.OPENAPI, OPENAPI.replace("https://10.1.2.3:8443/api/", "/api")))
                .hasMessageContaining("server '/api' (expected: http://… or https://…, or url in the configuration)");
    }
}
