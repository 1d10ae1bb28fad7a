package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the admin port tells of exchanges: metrics, the status as data and as events. */
class StatusTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static URI url(Gateway gateway, String path) {
        InetSocketAddress address = Objects.requireNonNull(gateway.address("admin"));
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
    }

    private static String get(Pair pair, Gateway gateway, String path) throws Exception {
        HttpResponse<String> answer =
                pair.send(HttpRequest.newBuilder(url(gateway, path)).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static double metric(String metrics, String series) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(series + " in " + metrics).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static String exchanges(String role, String service, String outcome) {
        return "spean_exchanges_total{outcome=\"" + outcome + "\",protocol=\"rest\",role=\"" + role + "\",service=\""
                + service + "\"}";
    }

    @Test
    void countsWhatPasses() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            for (int i = 0; i < 5; i++) {
                pair.assertWorks();
            }
            assertThat(pair.getService("made-up", "/").statusCode()).isEqualTo(500);
            pair.assertNothingHeld();

            String bank = get(pair, pair.bank, "/metrics");
            assertThat(metric(bank, exchanges("consumer", Pair.SERVICE, "ok"))).isEqualTo(5);
            assertThat(metric(bank, exchanges("consumer", "other", "refused"))).isEqualTo(1);
            assertThat(bank).as("names that strangers make up get no series").doesNotContain("made-up");
            assertThat(bank)
                    .contains("spean_exchange_step_seconds_bucket{role=\"consumer\",step=\"01-accept\",le=\"5.0E-5\"}")
                    .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_files_open_files");
            assertThat(metric(bank, "spean_messagelog_records_total")).isEqualTo(11);
            assertThat(metric(bank, "spean_signer_messages_total")).isEqualTo(6);
            assertThat(metric(bank, "spean_exchanges_inflight")).isZero();
            assertThat(metric(bank, "spean_messagelog_down")).isZero();
            assertThat(metric(bank, "spean_globalconf_left_seconds")).isPositive();
            assertThat(handshakes(bank, "outgoing")).isPositive();
            assertThat(bank)
                    .containsPattern(
                            "spean_certificate_days\\{member=\"CAMBODIA/COM/CAMDX-000201\",serial=\"[0-9a-f]+\",use=\"signing\"} [1-9]");

            String ministry = get(pair, pair.ministry, "/metrics");
            assertThat(metric(ministry, exchanges("provider", Pair.SERVICE, "ok")))
                    .isEqualTo(5);
            assertThat(handshakes(ministry, "incoming")).isPositive();
        }
    }

    private static double handshakes(String metrics, String direction) {
        double all = 0;
        for (String engine : List.of("boringssl", "jdk")) {
            for (String outcome : List.of("full", "resumed")) {
                all += metric(
                        metrics,
                        "spean_tls_handshakes_total{direction=\"" + direction + "\",engine=\"" + engine
                                + "\",outcome=\"" + outcome + "\"}");
            }
        }
        return all;
    }

    @Test
    void isAsItsDescriptionSays() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            pair.assertWorks();
            assertThat(pair.getService("made-up", "/").statusCode()).isEqualTo(500);
            pair.assertNothingHeld();

            for (Gateway gateway : List.of(pair.bank, pair.ministry)) {
                JsonNode status = JSON.readTree(get(pair, gateway, "/api/status"));
                assertThat(violations(get(pair, gateway, "/api/openapi.yaml"), status))
                        .isEmpty();
                assertThat(status.path("health").path("good").asBoolean())
                        .as(status.toString())
                        .isTrue();
                assertThat(status.path("peers")).hasSize(1);
                assertThat(status.path("certificates")).hasSize(2);
                assertThat(status.path("faults")).hasSize(1);
                assertThat(status.path("faults").get(0).path("remedy").asText()).contains("listMethods");
            }
            JsonNode bank = JSON.readTree(get(pair, pair.bank, "/api/status"));
            assertThat(bank.path("peers").get(0).path("server").asText())
                    .isEqualTo(pair.server("ss-moi").id());
            assertThat(bank.path("traffic")
                            .path("services")
                            .get(0)
                            .path("answered")
                            .asInt())
                    .isEqualTo(1);
            JsonNode signing = bank.path("configuration")
                    .path("inForce")
                    .path("keys")
                    .path("signing")
                    .get(0);
            assertThat(signing.path("password").asText()).isEqualTo("***");
            assertThat(bank.path("configuration").toString()).doesNotContain("testbed-");

            try (BufferedReader events = new BufferedReader(new InputStreamReader(
                    pair.client
                            .send(
                                    HttpRequest.newBuilder(url(pair.bank, "/api/events"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofInputStream())
                            .body(),
                    StandardCharsets.UTF_8))) {
                for (int i = 0; i < 2; i++) {
                    String line = events.readLine();
                    assertThat(line).startsWith("data: ");
                    JsonNode event = JSON.readTree(line.substring(6));
                    assertThat(violations(get(pair, pair.bank, "/api/openapi.yaml"), event))
                            .isEmpty();
                    assertThat(event.path("configuration").has("inForce")).isFalse();
                    assertThat(events.readLine()).isEmpty();
                }
            }
        }
    }

    private static List<Error> violations(String openApi, JsonNode status) throws Exception {
        JsonNode description = new YAMLMapper().readTree(openApi);
        ObjectNode schema = JSON.createObjectNode().put("$ref", "#/components/schemas/Status");
        schema.set("components", description.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString())
                .validate(status.toString(), InputFormat.JSON);
    }

    @Test
    void pushesMetricsWhereTheConfigurationWantsThem() throws Exception {
        Set<String> names = new CopyOnWriteArraySet<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceMetricsList()
                    .forEach(resource -> resource.getScopeMetricsList()
                            .forEach(scope -> scope.getMetricsList().forEach(metric -> names.add(metric.getName()))));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Pair pair = Pair.in(folder)
                .both((file, made) -> file.set("globalConfiguration.reloadInterval", "1h"))
                .start()) {
            pair.bankFile
                    .set(
                            "metrics.otlp",
                            "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics")
                    .set("metrics.otlpInterval", "1s")
                    .write(pair.server("ss-bank").configuration());
            pair.bank.reload();
            assertThat(pair.bank.refusal()).isNull();
            pair.assertWorks();
            Eventually.value(
                    () -> names,
                    found -> found.containsAll(
                            List.of("spean.exchanges", "spean.exchange.step", "spean.messagelog.records")));
        } finally {
            collector.stop(0);
        }
    }
}
