package org.spean.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** {@code GET /wsdl} where a client is configured for it: WSDLs of the ministry, asked through the bank's and through its own gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WsdlOverHttpTest {

    private static final String PROVIDER =
            "xRoadInstance=CAMBODIA&memberClass=GOV&memberCode=CAMDX-000121&subsystemCode=IDENTITY";

    @TempDir
    static Path folder;

    private Pair pair;

    @BeforeAll
    void start() throws Exception {
        pair = Pair.in(folder)
                .bank((file, made) -> file.set("wsdlClient", Pair.BANK))
                .ministry((file, made) -> described(file, made)
                        .client(Pair.PROVIDER)
                        .set("wsdlClient", Pair.PROVIDER)
                        .set("listen.clientHttp", made.address(3) + ":8080"))
                .start();
    }

    private static GatewayFile described(GatewayFile file, Pair made) {
        Map<String, Object> entry =
                GatewayFile.mapOf("name", "register", "provider", Pair.PROVIDER, "wsdl", "register.wsdl");
        Path server = made.server("ss-moi").folder();
        try {
            Files.write(server.resolve("register.wsdl"), wsdl());
            Path yaml = new GatewayFile().add("descriptions", entry).write(server.resolve("register.yaml"));
            GatewayConfig.descriptions(yaml)
                    .forEach(source -> Refresh.of(source).apply());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.add("descriptions", entry);
    }

    /** The document X-Road's server gave by {@code getWsdl}. */
    private static byte[] wsdl() throws IOException {
        Path file = Path.of(
                System.getProperty("spean.golden"), "golden/exchanges/meta-soap-getWsdl/client-response.raw.bin");
        RawMessage answer = RawMessage.parse(Files.readAllBytes(file)).getFirst();
        List<Part> parts = RawMessage.parts(answer.entity(), Objects.requireNonNull(answer.header("Content-Type")));
        return parts.getLast().content();
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        pair.assertNothingHeld();
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private HttpResponse<String> ask(String server, String query) throws Exception {
        return pair.send(HttpRequest.newBuilder(URI.create(pair.server(server).clientUrl() + "/wsdl" + query))
                .build());
    }

    @Test
    void givesTheDocumentOfARemoteService() throws Exception {
        long before = pair.bank.records();

        HttpResponse<String> answer = ask("ss-bank", "?" + PROVIDER + "&serviceCode=personDetails&version=v1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/xml");
        assertThat(answer.body()).isEqualTo(new String(wsdl(), UTF_8));
        assertThat(pair.bank.records()).as("signed and logged as any exchange").isEqualTo(before + 2);
    }

    @Test
    void givesTheDocumentOfAServiceOfItsOwn() throws Exception {
        assertThat(ask("ss-moi", "?" + PROVIDER + "&serviceCode=personDetails&version=v1")
                        .body())
                .isEqualTo(new String(wsdl(), UTF_8));
    }

    @Test
    void whatTheClientSendsBehindTheHeadIsNoPartOfTheQuestion() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(pair.server("ss-bank")
                                .clientUrl() + "/wsdl?" + PROVIDER + "&serviceCode=personDetails&version=v1"))
                .method("GET", BodyPublishers.ofString("<x/>".repeat(50_000)))
                .build();

        assertThat(pair.send(request).body()).isEqualTo(new String(wsdl(), UTF_8));
        pair.assertWorks();
    }

    @Test
    void faultsAreThoseOfGetWsdl() throws Exception {
        refused("?" + PROVIDER + "&serviceCode=personDetails", "Server.ServerProxy.UnknownService", "Unknown service");
        refused("?" + PROVIDER + "&serviceCode=identity", "Server.ServerProxy.ServiceType", "does not have a WSDL");
        refused(
                "?" + PROVIDER.replace("000121", "999999") + "&serviceCode=a",
                "Server.ClientProxy.UnknownMember",
                "CAMDX-999999");
    }

    @Test
    void refusesWhatNamesNoService() throws Exception {
        refused("", "Client.InvalidRequest", "xRoadInstance&apos; is missing");
        refused("?" + PROVIDER, "Client.InvalidRequest", "serviceCode&apos; is missing");
        refused("?" + PROVIDER + "&serviceCode=", "Client.InvalidRequest", "serviceCode&apos; is missing");
        refused(
                "?" + PROVIDER + "&serviceCode=a&serviceCode=b",
                "Client.InvalidRequest",
                "serviceCode&apos; must not be given more than once");
        refused("?" + PROVIDER + "&serviceCode=a%2Fb", "Client.InvalidRequest", "must not contain");
    }

    private void refused(String query, String code, String message) throws Exception {
        HttpResponse<String> answer = ask("ss-bank", query);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/xml;charset=utf-8");
        assertThat(answer.body()).contains("<faultcode>" + code + "</faultcode>", message);
    }

    /** The rules of the client in whose name it asks hold for whoever asks. */
    @Test
    void clientsRulesHold() throws Exception {
        ministrysConnection("HTTPS");
        String query = "?" + PROVIDER + "&serviceCode=personDetails&version=v1";

        assertThat(ask("ss-moi", query).body()).contains("Server.ClientProxy.SslAuthenticationFailed");

        ministrysConnection("HTTP");
        assertThat(ask("ss-moi", query).body()).isEqualTo(new String(wsdl(), UTF_8));
    }

    private void ministrysConnection(String type) throws IOException {
        pair.ministryFile
                .set("clients", List.of(GatewayFile.mapOf("id", Pair.PROVIDER, "connection", type)))
                .write(pair.server("ss-moi").configuration());
        pair.ministry.reload();
    }
}
