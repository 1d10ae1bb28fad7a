package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.config.GatewayConfig;
import org.spean.description.Refresh;
import org.spean.testbed.GatewayFile;

/** Metadata services over whole exchanges, compared with the captured answers of X-Road's servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataTest {

    private static final String CLIENT = "CAMBODIA/COM/CAMDX-000301/GATEWAY";

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .ecosystem((description, made) ->
                        description.server("COM", "CAMDX-000301", "Gone", "ss-gw", made.address(5), "GATEWAY"))
                .ministry((file, made) -> {
                    file.service(Pair.PROVIDER + "/secret", made.register.url(), List.of());
                    file.add(
                            "services",
                            GatewayFile.mapOf(
                                    "id", "CAMBODIA/GOV/CAMDX-000121/OTHER/elsewhere", "url", made.register.url()));
                    Map<String, Object> entry = GatewayFile.mapOf(
                            "name",
                            "idapi",
                            "provider",
                            Pair.PROVIDER,
                            "openapi",
                            "identity.yaml",
                            "endpoints",
                            List.of(GatewayFile.mapOf(
                                    "method", "GET", "path", "/persons/{id}", "allow", List.of(Pair.BANK))));
                    file.add("descriptions", entry);
                    apply(made, entry);
                    return file;
                })
                .start();
    }

    /** Fetches and applies the ministry's description, as {@code spean service refresh --apply} does. */
    private static void apply(Pair made, Map<String, Object> entry) {
        Path server = made.server("ss-moi").folder();
        try {
            Files.writeString(
                    server.resolve("identity.yaml"),
                    captured("meta-rest-getOpenAPI").replace("\"/api\"", "\"" + made.register.url() + "\""));
            Path yaml = new GatewayFile().add("descriptions", entry).write(server.resolve("descriptions.yaml"));
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

    private static String captured(String name) throws IOException {
        String http = Files.readString(
                Path.of(System.getProperty("spean.golden"), "golden", "exchanges", name, "client-response.http"));
        return http.substring(http.indexOf("\r\n\r\n") + 4);
    }

    private HttpResponse<String> meta(String service) throws Exception {
        return pair.getService(service, "");
    }

    @Test
    void listMethodsNamesEveryServiceAndEndpoint() throws Exception {
        long before = pair.bank.records();

        HttpResponse<String> answer = meta("listMethods");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo(captured("meta-rest-listMethods"));
        assertThat(answer.headers().firstValue("x-road-service")).hasValue(Pair.PROVIDER + "/listMethods");
        assertThat(answer.headers().firstValue("x-road-request-hash")).isPresent();
        assertThat(pair.bank.records()).as("signed and logged as any exchange").isEqualTo(before + 2);
    }

    @Test
    void allowedMethodsNamesWhatTheClientMayCall() throws Exception {
        assertThat(meta("allowedMethods").body()).isEqualTo(captured("meta-rest-allowedMethods"));
    }

    @Test
    void aClientWithoutAnyRightMayAskAndLearnsThatItHasNone() throws Exception {
        Gateway further = pair.further("ss-gw", file -> file.client(CLIENT));
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(java.net.URI.create(
                            pair.server("ss-gw").clientUrl() + "/r1/" + Pair.PROVIDER + "/allowedMethods"))
                    .header("X-Road-Client", CLIENT);

            assertThat(pair.send(request.GET().build()).body()).isEqualTo("{\"service\":[]}");
        } finally {
            further.drain();
        }
    }

    @Test
    void getOpenApiGivesTheDocumentWithoutTheHostsOfServices() throws Exception {
        HttpResponse<String> answer = meta("getOpenAPI?serviceCode=idapi");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/yaml");
        assertThat(answer.body()).isEqualTo(captured("meta-rest-getOpenAPI"));
    }

    @Test
    void getOpenApiOfAServiceWithoutOneIsRefusedAsCaptured() throws Exception {
        HttpResponse<String> answer = meta("getOpenAPI?serviceCode=identity");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("x-road-error")).hasValue("Server.ServerProxy.InternalError");
        assertThat(answer.body()).contains("\"message\":\"Invalid service type: REST\"");
    }

    @Test
    void getOpenApiDemandsAServiceThatIsThere() throws Exception {
        assertThat(meta("getOpenAPI").headers().firstValue("x-road-error"))
                .hasValue("Server.ServerProxy.InvalidRequest");
        assertThat(meta("getOpenAPI?serviceCode=none").body()).contains("Service not found: none");
        assertThat(meta("getOpenAPI?serviceCode=elsewhere").body()).contains("Service not found: elsewhere");
    }

    @Test
    void otherMethodsThanGetAskForAServiceThatIsNotThere() throws Exception {
        HttpResponse<String> answer = pair.send(pair.to(pair.serviceUrl("listMethods", ""))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

        assertThat(answer.headers().firstValue("x-road-error")).hasValue("Server.ServerProxy.UnknownService");
    }

    @Test
    void aDescribedServiceIsCalledAtItsServerAndByTheRulesBesideIt() throws Exception {
        HttpResponse<String> allowed = pair.getService("idapi", "/persons/100000042");
        HttpResponse<String> denied = pair.send(pair.to(pair.serviceUrl("idapi", "/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build());

        assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(200);
        assertThat(denied.headers().firstValue("x-road-error")).hasValue("Server.ServerProxy.AccessDenied");
    }

    // ---- listClients, on the client port itself

    private HttpResponse<String> clients(String query, String accept) throws Exception {
        return pair.send(HttpRequest.newBuilder(
                        java.net.URI.create(pair.server("ss-bank").clientUrl() + "/listClients" + query))
                .header("Accept", accept)
                .GET()
                .build());
    }

    @Test
    void listClientsIsXmlUnlessJsonIsAskedFor() throws Exception {
        HttpResponse<String> xml = clients("", "*/*");
        HttpResponse<String> json = clients("?xRoadInstance=CAMBODIA", "application/json");

        assertThat(xml.headers().firstValue("content-type")).hasValue("text/xml; charset=UTF-8");
        assertThat(xml.body())
                .contains("<ns1:subsystemCode>IDENTITY</ns1:subsystemCode>")
                .contains("<ns2:subsystemName>Subsystem IDENTITY</ns2:subsystemName>");
        assertThat(json.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(json.body())
                .contains(
                        "{\"id\":{\"member_class\":\"GOV\",\"member_code\":\"CAMDX-000121\","
                                + "\"object_type\":\"MEMBER\",\"xroad_instance\":\"CAMBODIA\"},\"name\":\"Ministry of Interior\"}");
        assertThat(clients("", "application/json;q=0.9, text/xml").body()).startsWith("{");
        assertThat(clients("", "text/xml, application/json").body()).startsWith("<?xml");
    }

    @Test
    void listClientsOfAnUnknownInstanceIsRefused() throws Exception {
        HttpResponse<String> answer = clients("?xRoadInstance=NOWHERE", "application/json");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("x-road-error")).hasValue("Server.ClientProxy.InternalError");
        assertThat(answer.body()).contains("NOWHERE not found");
        assertThat(clients("?xRoadInstance=A&xRoadInstance=B", "*/*").headers().firstValue("x-road-error"))
                .hasValue("Server.ClientProxy.BadRequest");
        try (RawClient client = RawClient.to(pair)) {
            client.write("GET /listClients?xRoadInstance=%zz HTTP/1.1\r\nHost: gateway\r\n\r\n");
            assertThat(client.read().headers().get("x-road-error")).isEqualTo("Server.ClientProxy.BadRequest");
        }
    }

    @Test
    void listClientsIsForGetAndKeepsTheConnection() throws Exception {
        try (RawClient client = RawClient.to(pair)) {
            client.write("POST /listClients HTTP/1.1\r\nHost: gateway\r\nContent-Length: 3\r\n\r\nabc");
            RawClient.Answer refused = client.read();
            client.write("GET /listClients HTTP/1.1\r\nHost: gateway\r\n\r\n");
            RawClient.Answer answer = client.read();

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.headers().get("x-road-error")).isEqualTo("Client.InvalidHttpMethod");
            assertThat(answer.status()).isEqualTo(200);
        }
    }
}
