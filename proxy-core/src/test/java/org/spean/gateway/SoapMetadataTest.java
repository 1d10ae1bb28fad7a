package org.spean.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.GatewayConfig;
import org.spean.description.Refresh;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SoapMessages;

/** Metadata services of SOAP over whole exchanges, compared with the captured answers of X-Road's servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoapMetadataTest {

    private static final String TEXT = "text/xml; charset=UTF-8";

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ministry((file, made) -> {
                    describe(file, made, "register", "personDetails", List.of(Pair.BANK));
                    describe(file, made, "closed", "secretSoap", List.of());
                    return file;
                })
                .start();
    }

    /** Takes a WSDL as {@code spean service refresh --apply} does; each of its operations becomes a service. */
    private static void describe(GatewayFile file, Pair made, String name, String operation, List<String> allow) {
        Map<String, Object> entry =
                GatewayFile.mapOf("name", name, "provider", Pair.PROVIDER, "wsdl", name + ".wsdl", "allow", allow);
        file.add("descriptions", entry);
        Path server = made.server("ss-moi").folder();
        try {
            Files.writeString(
                    server.resolve(name + ".wsdl"),
                    new String(capturedWsdl(), UTF_8)
                            .replace("http://example.org/xroad-endpoint", made.register.url() + "/soap")
                            .replace("personDetails", operation));
            Path yaml = new GatewayFile().add("descriptions", entry).write(server.resolve(name + ".yaml"));
            GatewayConfig.descriptions(yaml)
                    .forEach(source -> Refresh.of(source).apply());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    // ---- what X-Road's servers said

    private static RawMessage captured(String exchange, String file) throws IOException {
        Path path = Path.of(System.getProperty("spean.golden"), "golden", "exchanges", exchange, file);
        return RawMessage.parse(Files.readAllBytes(path)).getFirst();
    }

    private static RawMessage capturedAnswer(String exchange) throws IOException {
        return captured(exchange, "client-response.raw.bin");
    }

    private static List<Part> capturedParts() throws IOException {
        RawMessage answer = capturedAnswer("meta-soap-getWsdl");
        return RawMessage.parts(answer.entity(), Objects.requireNonNull(answer.header("Content-Type")));
    }

    private static byte[] capturedWsdl() throws IOException {
        return capturedParts().getLast().content();
    }

    /** Elements with their namespaces, attributes and texts, whatever the prefixes. */
    private static List<String> flat(byte[] xml) throws XMLStreamException {
        XMLStreamReader reader =
                XMLInputFactory.newDefaultFactory().createXMLStreamReader(new ByteArrayInputStream(xml));
        List<String> flat = new ArrayList<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    flat.add(reader.getName().toString());
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        flat.add(reader.getAttributeName(i) + "=" + reader.getAttributeValue(i));
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> flat.add("/");
                case XMLStreamConstants.CHARACTERS -> {
                    if (!reader.getText().isBlank()) {
                        flat.add(reader.getText());
                    }
                }
                default -> {}
            }
        }
        return flat;
    }

    // ---- what ours say

    private RawClient.Answer ask(String type, byte[] body) throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            return client.write(("POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: " + type
                                    + "\r\nSOAPAction: \"\"\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(ISO_8859_1))
                    .write(body)
                    .read();
        }
    }

    private RawClient.Answer ask(String service, String body) throws Exception {
        return ask(
                TEXT,
                SoapMessages.request(Pair.BANK, Pair.PROVIDER + "/" + service, "m-1", body)
                        .replace("http://identity.moi.test/xroad", "http://x-road.eu/xsd/xroad.xsd")
                        .getBytes(UTF_8));
    }

    private static String code(String element, String value) {
        return "<ns:" + element + ">" + value + "</ns:" + element + ">";
    }

    @Test
    void listMethodsSaysWhatXRoadSaysToTheSameRequest() throws Exception {
        long before = pair.bank.records();

        RawClient.Answer answer = ask(
                "text/xml;charset=UTF-8",
                captured("meta-soap-listMethods", "client-request.http").entity());

        assertThat(answer.headers()).containsEntry("Content-Type", TEXT);
        assertThat(flat(answer.body()))
                .isEqualTo(flat(capturedAnswer("meta-soap-listMethods").entity()));
        assertThat(pair.bank.records()).as("signed and logged as any exchange").isEqualTo(before + 2);
    }

    @Test
    void allowedMethodsNamesWhatTheClientMayCall() throws Exception {
        assertThat(ask("allowedMethods", "").text())
                .contains("<xro:allowedMethodsResponse", "<iden:serviceCode>personDetails</iden:serviceCode>")
                .doesNotContain("secretSoap")
                .doesNotContain(">identity<");
    }

    @Test
    void getWsdlSaysWhatXRoadSaysAndGivesTheDocumentWithoutTheHostsOfServices() throws Exception {
        RawClient.Answer answer = ask(
                "text/xml;charset=UTF-8",
                captured("meta-soap-getWsdl", "client-request.http").entity());

        String type = Objects.requireNonNull(answer.headers().get("Content-Type"));
        assertThat(type).startsWith("multipart/related; type=\"text/xml\"; charset=UTF-8; boundary=xroad");
        List<Part> parts = RawMessage.parts(answer.body(), type);
        List<Part> captured = capturedParts();
        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().contentType()).isEqualTo(TEXT);
        assertThat(flat(parts.getFirst().content()))
                .isEqualTo(flat(captured.getFirst().content()));
        assertThat(parts.getLast().contentType()).isEqualTo("text/xml");
        assertThat(parts.getLast().header("Content-ID")).matches("<wsdl=[0-9a-f-]{36}@x-road.eu>");
        assertThat(parts.getLast().header("Content-Transfer-Encoding")).isEqualTo("binary");
        assertThat(new String(parts.getLast().content(), UTF_8))
                .isEqualTo(new String(captured.getLast().content(), UTF_8));
    }

    @Test
    void getWsdlTakesAVersionOfItsOwnAndOneOfTheService() throws Exception {
        assertThat(ask("getWsdl/v1", code("serviceCode", "secretSoap") + code("serviceVersion", "v1"))
                        .text())
                .contains("operation name=\"secretSoap\"");
    }

    @Test
    void getWsdlRefusesWhatHasNone() throws Exception {
        assertThat(ask("getWsdl", "").text())
                .contains("Server.ServerProxy.InvalidRequest", "Missing serviceCode in message body");
        assertThat(ask("getWsdl", code("serviceCode", "personDetails")).text())
                .as("without its version")
                .contains("Server.ServerProxy.UnknownService", "Unknown service: " + Pair.PROVIDER + "/personDetails");
        assertThat(ask("getWsdl", code("serviceCode", "identity")).text())
                .contains("Server.ServerProxy.ServiceType", "Service is a REST service and does not have a WSDL");
        assertThat(ask("getWsdl", code("serviceCode", "a") + code("serviceCode", "b"))
                        .text())
                .contains("Server.ServerProxy.DuplicateHeaderField");
    }

    @Test
    void answerKeepsTheCharacterEncodingOfTheRequest() throws Exception {
        String request = SoapMessages.request(Pair.BANK, Pair.PROVIDER + "/listMethods", "m-16", "")
                .replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"")
                .replace("KH123456", "ភ្នំពេញ");

        RawClient.Answer answer = ask("text/xml; charset=UTF-16", request.getBytes(UTF_16));

        assertThat(answer.headers()).containsEntry("Content-Type", "text/xml; charset=UTF-16");
        assertThat(new String(answer.body(), UTF_16))
                .contains("<xro:userId>ភ្នំពេញ</xro:userId>", "requestHash", ">personDetails<");
    }

    @Test
    void attachmentsOfARequestMakeNoDifference() throws Exception {
        String envelope = SoapMessages.request(Pair.BANK, Pair.PROVIDER + "/listMethods", "m-2", "");
        String body = "--b\r\nContent-Type: text/xml\r\n\r\n" + envelope + "\r\n--b\r\n\r\n" + "x".repeat(100_000)
                + "\r\n--b--\r\n";

        assertThat(ask("multipart/related; boundary=b", body.getBytes(UTF_8)).text())
                .contains("listMethodsResponse");
    }

    @Test
    void aDescribedServiceIsCalledAtTheAddressOfItsDocument() throws Exception {
        assertThat(ask("personDetails/v1", "<ns:personcode>100000042</ns:personcode>")
                        .text())
                .contains("personDetailsResponse", "100000042", "requestHash");
        assertThat(ask("secretSoap/v1", "").text()).contains("Server.ServerProxy.AccessDenied");
    }
}
