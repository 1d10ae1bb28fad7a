package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.globalconf.ConfServer;

/**
 * What clients are told when a rule says no, compared with what X-Road's servers told in the captures: type and status
 * alike, the text beginning as theirs unless theirs names an address.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {

    private static final Pattern FIELD = Pattern.compile("\"(type|message|detail)\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final List<String> CAPTURED = List.of(
            "rest-unknown-member",
            "rest-unknown-instance",
            "rest-client-not-registered-here",
            "rest-bad-client-header",
            "rest-missing-client-header",
            "rest-bad-path",
            "rest-wrong-security-server",
            "rest-provider-down",
            "rest-provider-server-down",
            "rest-access-denied",
            "rest-openapi-endpoint-denied",
            "rest-unknown-service");

    @TempDir
    static Path folder;

    private Pair old;
    private Pair fresh;
    private ScriptedService garbage;

    @BeforeAll
    void start() throws Exception {
        garbage = ScriptedService.start(call -> {
            call.request();
            call.write("220 mail.example ESMTP\r\n");
        });
        old = pair("old");
        fresh = pair("new");
    }

    private Pair pair(String style) throws Exception {
        return Pair.in(folder.resolve(style))
                .ecosystem((description, pair) ->
                        description.server("COM", "CAMDX-000301", "Gone", "ss-gw", pair.address(5), "GATEWAY"))
                .service("down", "http://127.0.0.1:9/api")
                .service("garbage", garbage.url())
                .ministry((file, pair) -> file.set("faultStyle", style)
                        .set("globalConfiguration.reloadInterval", "100ms")
                        .service(Pair.PROVIDER + "/secret", pair.register.url(), List.of())
                        .add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        Pair.PROVIDER + "/idapi",
                                        "url",
                                        pair.register.url(),
                                        "endpoints",
                                        List.of(GatewayFile.mapOf(
                                                "method", "GET", "path", "/persons/*", "allow", List.of(Pair.BANK)))))
                        .add(
                                "services",
                                GatewayFile.mapOf(
                                        "id",
                                        Pair.PROVIDER + "/paused",
                                        "url",
                                        pair.register.url(),
                                        "disabled",
                                        "back on Monday",
                                        "allow",
                                        List.of(Pair.BANK))))
                .bank((file, pair) -> file.set("faultStyle", style)
                        .set("globalConfiguration.reloadInterval", "100ms")
                        .set("timeouts.connect", "2s")
                        .add(
                                "clients",
                                GatewayFile.mapOf("id", "CAMBODIA/COM/CAMDX-000201/SAFE", "connection", "HTTPS")))
                .start();
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        old.assertNothingHeld();
        fresh.assertNothingHeld();
    }

    @AfterAll
    void stop() throws Exception {
        old.close();
        fresh.close();
        garbage.close();
    }

    private record Told(int status, String error, Map<String, String> fields) {
        static Told of(RawClient.Answer answer) {
            Map<String, String> fields = new TreeMap<>();
            Matcher field = FIELD.matcher(answer.text());
            while (field.find()) {
                fields.put(field.group(1), field.group(2));
            }
            return new Told(answer.status(), answer.headers().getOrDefault("x-road-error", ""), fields);
        }
    }

    private static Stream<Path> captures() {
        Path golden = Path.of(System.getProperty("spean.golden"));
        return Stream.of("golden", "golden-camdx")
                .map(golden::resolve)
                .flatMap(set ->
                        CAPTURED.stream().map(name -> set.resolve("exchanges").resolve(name)))
                .filter(Files::isDirectory);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void clientIsToldAsInTheCapture(Path capture) throws Exception {
        Told expected = Told.of(capturedAnswer(Files.readString(capture.resolve("client-response.http"))));
        Pair pair = expected.error().startsWith("Server.") ? old : fresh;
        String request = Files.readString(capture.resolve("client-request.http"));
        try (RawClient client = RawClient.to(pair)) {
            client.write(request);
            Told told = Told.of(client.read());

            assertThat(told.status()).isEqualTo(expected.status());
            assertThat(told.error()).isEqualTo(expected.error());
            assertThat(told.fields().get("type")).isEqualTo(told.error());
            assertThat(told.fields().get("detail")).hasSize(36);
            String message = told.fields().get("message");
            String captured = expected.fields().getOrDefault("message", "");
            if (captured.contains("127.")) {
                assertThat(message).doesNotContain("127.").doesNotContain(":9").doesNotContain("refused");
            } else {
                assertThat(message).startsWith(captured);
            }
            client.write(RawClient.head("GET", "/persons/100000042") + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    private static RawClient.Answer capturedAnswer(String response) {
        String[] parts = response.split("\r?\n\r?\n", 2);
        String[] head = parts[0].split("\r?\n", -1);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            headers.put(
                    head[i].substring(0, head[i].indexOf(':')),
                    head[i].substring(head[i].indexOf(':') + 1).strip());
        }
        return new RawClient.Answer(head[0], headers, parts[1].getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"text/xml", "application/xml", "text/*", "'text/html, application/xml;q=0.9'"})
    void clientThatWantsXmlGetsIt(String accept) throws Exception {
        HttpResponse<String> answer = old.send(old.to(old.serviceUrl("nosuch", "/x"))
                .header("Accept", accept)
                .GET()
                .build());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("content-type").orElse("")).contains("xml");
        assertThat(answer.body())
                .contains("<error>", "<type>Server.ServerProxy.UnknownService</type>", "<message>Unknown service: ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,secret,/persons/1,Server.ServerProxy.AccessDenied",
        "POST,secret,/persons/1,Server.ServerProxy.AccessDenied",
        "GET,idapi,/persons/100000042,-",
        "GET,idapi,/persons/100000042/documents,Server.ServerProxy.AccessDenied",
        "POST,idapi,/persons/100000042,Server.ServerProxy.AccessDenied",
        "GET,idapi,/persons/../headers,Server.ServerProxy.AccessDenied",
        "GET,idapi,/persons/%2e%2e/headers,Server.ServerProxy.AccessDenied",
        "GET,paused,/persons/100000042,Server.ServerProxy.ServiceDisabled",
        "GET,nosuch,/persons/100000042,Server.ServerProxy.UnknownService",
        "GET,down,/x,Server.ServerProxy.NetworkError",
        "POST,down,/x,Server.ServerProxy.NetworkError",
        "GET,garbage,/x,Server.ServerProxy.NetworkError",
    })
    void refusedByTheProvider(String verb, String service, String path, String type) throws Exception {
        long before = old.register.requests();
        String body = verb.equals("POST") ? "Content-Length: 70000\r\n\r\n" + "x".repeat(70_000) : "\r\n";
        try (RawClient client = RawClient.to(old)) {
            client.write(RawClient.head(verb, path).replace("/identity", "/" + service) + body);
            RawClient.Answer answer = client.read();
            if (type.equals("-")) {
                assertThat(answer.status()).isEqualTo(200);
            } else {
                Told told = Told.of(answer);
                assertThat(told.status()).isEqualTo(500);
                assertThat(told.error()).isEqualTo(type);
                assertThat(told.fields().get("message")).doesNotContain("127.0").doesNotContain("Exception");
                if (service.equals("paused")) {
                    assertThat(told.fields().get("message")).contains("back on Monday");
                }
                assertThat(old.register.requests()).isEqualTo(before);
            }
            client.write(RawClient.head("GET", "/persons/100000042") + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void plainHttpIsRefusedForASubsystemThatDemandsHttps() throws Exception {
        HttpResponse<String> answer =
                old.send(HttpRequest.newBuilder(old.request("/x").build().uri())
                        .header("X-Road-Client", "CAMBODIA/COM/CAMDX-000201/SAFE")
                        .build());

        assertThat(answer.headers().firstValue("x-road-error")).hasValue("Server.ClientProxy.SslAuthenticationFailed");
    }

    @Test
    void serverInMaintenanceIsNotCalled() throws Exception {
        old.ecosystem.publish(content -> content.withServer("ss-moi", s -> s.inMaintenance("back at noon")));
        HttpResponse<String> answer =
                Eventually.value(() -> old.get("/x"), a -> a.body().contains("Maintenance"));

        assertThat(answer.headers().firstValue("x-road-error")).hasValue("Server.ClientProxy.MaintenanceMode");
        assertThat(answer.body()).contains("back at noon");
        old.ecosystem.publish(content -> content.withServer(
                "ss-moi",
                s -> new ConfServer(
                        s.ownerClass(),
                        s.ownerCode(),
                        s.serverCode(),
                        s.address(),
                        s.authentication(),
                        s.clients(),
                        null)));
        Eventually.value(() -> old.get("/persons/100000042"), a -> a.statusCode() == 200);
    }

    @Test
    void expiredConfigurationIsNotUsed() throws Exception {
        Instant good = fresh.ecosystem.content().expires();
        fresh.ecosystem.publish(content -> content.withExpires(Instant.now().plusSeconds(2)));
        try {
            // The two gateways notice it one after the other: the ministry's fault may be told for a moment.
            HttpResponse<String> answer = Eventually.value(
                    () -> fresh.get("/x"),
                    a -> a.headers()
                            .firstValue("x-road-error")
                            .filter("server.clientproxy.outdated_global_conf"::equals)
                            .isPresent());
            assertThat(answer.body()).contains("expired");
        } finally {
            fresh.ecosystem.publish(content -> content.withExpires(good));
        }
        Eventually.value(() -> fresh.get("/persons/100000042"), a -> a.statusCode() == 200);
    }
}
