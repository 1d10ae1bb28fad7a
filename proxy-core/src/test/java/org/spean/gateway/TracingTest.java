package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.event.Events;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.service.SmallAnswer;
import org.spean.testbed.service.SoapMessages;

/** A trace goes from the client through both gateways to the service, beside what is signed and never in its place. */
class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + CLIENT_SPAN + "-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-" + CLIENT_SPAN + "-00";

    @TempDir
    Path folder;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private ScriptedService service;
    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        service = ScriptedService.start(call -> {
            heads.add(call.request());
            call.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        collector = new Collector();
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        collector.close();
    }

    private Pair pair(Pair.Builder.Change<GatewayFile> change) throws IOException {
        return Pair.in(folder).service("traced", service.url()).both(change).start();
    }

    private GatewayFile traced(GatewayFile file) {
        return file.set("tracing.otlp", collector.url()).set("tracing.share", 10_000);
    }

    private static String call(Pair pair, String... headers) throws Exception {
        HttpRequest.Builder request = pair.to(pair.serviceUrl("traced", "/persons/secret-name"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return pair.send(request.GET().build()).body();
    }

    private String serviceHeader(String name) throws InterruptedException {
        String head = heads.poll(20, TimeUnit.SECONDS);
        assertThat(head).isNotNull();
        String found = "";
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                assertThat(found).as("once").isEmpty();
                found = line.substring(name.length() + 1).strip();
            }
        }
        return found;
    }

    @Test
    void oneTraceFromTheClientToTheService() throws Exception {
        try (Pair pair = pair((file, made) -> traced(file))) {
            assertThat(call(pair, "traceparent", PARENT, "tracestate", "bank=1"))
                    .isEqualTo("ok");

            Span consumer = collector.span("consumer", TRACE);
            Span provider = collector.span("provider", TRACE);
            assertThat(hex(consumer.getParentSpanId())).isEqualTo(CLIENT_SPAN);
            assertThat(provider.getParentSpanId()).isEqualTo(consumer.getSpanId());
            assertThat(provider.getTraceState()).isEqualTo("bank=1");
            assertThat(consumer.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(attribute(provider, "xroad.client")).isEqualTo(Pair.BANK);
            assertThat(attribute(provider, "xroad.service")).isEqualTo(Pair.PROVIDER + "/traced");
            assertThat(attribute(provider, "xroad.outcome")).isEqualTo("ok");
            assertThat(attribute(provider, "xroad.request_id"))
                    .isEqualTo(attribute(consumer, "xroad.request_id"))
                    .hasSize(36);
            assertThat(collector.steps(consumer))
                    .startsWith("accept", "authenticate")
                    .contains("route", "connect", "trust_peer", "send", "sign", "receive", "verify", "match")
                    .endsWith("deliver");
            assertThat(collector.steps(provider)).contains("authorise", "call", "send", "seal");
            assertThat(collector.spans)
                    .allSatisfy(span ->
                            assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano()));
            assertThat(collector.spans.toString()).doesNotContain("secret-name");
            assertThat(collector.servers).contains("CAMBODIA/COM/CAMDX-000201/ss-bank");

            assertThat(serviceHeader("traceparent"))
                    .as("what the client signed")
                    .isEqualTo(PARENT);
            pair.assertNothingHeld();
        }
    }

    @Test
    void oneTraceOfASoapMessage() throws Exception {
        String code = Pair.PROVIDER + "/small/v1";
        byte[] answer = SmallAnswer.soap(Pair.BANK, code).getBytes(StandardCharsets.UTF_8);
        try (ScriptedService soap = ScriptedService.start(call -> {
                    heads.add(call.request());
                    call.write("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-Length: "
                            + answer.length + "\r\n\r\n" + new String(answer, StandardCharsets.UTF_8));
                });
                Pair pair = Pair.in(folder)
                        .bank((file, made) -> traced(file))
                        .ministry((file, made) -> traced(file)
                                .add(
                                        "services",
                                        GatewayFile.mapOf(
                                                "id",
                                                code,
                                                "protocol",
                                                "SOAP",
                                                "url",
                                                soap.url(),
                                                "allow",
                                                List.of(Pair.BANK))))
                        .start()) {
            String message = SoapMessages.request(
                    Pair.BANK, code, SmallAnswer.SOAP_ID, "<ns:personcode>secret-name</ns:personcode>");
            String answered = pair.send(HttpRequest.newBuilder(
                                    URI.create(pair.server("ss-bank").clientUrl() + "/"))
                            .headers("Content-Type", "text/xml; charset=UTF-8", "SOAPAction", "\"\"")
                            .header("traceparent", PARENT)
                            .POST(HttpRequest.BodyPublishers.ofString(message))
                            .build())
                    .body();
            assertThat(answered).contains("smallResponse", "requestHash");

            Span consumer = collector.span("consumer", TRACE);
            Span provider = collector.span("provider", TRACE);
            assertThat(hex(consumer.getParentSpanId())).isEqualTo(CLIENT_SPAN);
            assertThat(provider.getParentSpanId()).isEqualTo(consumer.getSpanId());
            assertThat(attribute(provider, "xroad.client")).isEqualTo(Pair.BANK);
            assertThat(attribute(provider, "xroad.service")).isEqualTo(code);
            assertThat(attribute(provider, "xroad.outcome")).isEqualTo("ok");
            assertThat(collector.steps(consumer))
                    .contains("route", "sign", "verify")
                    .endsWith("deliver");
            assertThat(collector.steps(provider)).contains("authorise", "call", "seal");
            assertThat(collector.spans.toString()).doesNotContain("secret-name");
            pair.assertNothingHeld();
        }
    }

    @Test
    void serviceGetsOurSpanWhenTheClientTellsNoneOrItIsWanted() throws Exception {
        try (Pair pair = pair((file, made) -> traced(file).set("tracing.service", "child"))) {
            assertThat(call(pair, "traceparent", PARENT, "tracestate", "bank=1"))
                    .isEqualTo("ok");
            Span provider = collector.span("provider", TRACE);
            assertThat(serviceHeader("traceparent")).isEqualTo("00-" + TRACE + "-" + hex(provider.getSpanId()) + "-01");

            assertThat(call(pair)).isEqualTo("ok");
            String told = serviceHeader("traceparent");
            Span root = collector.span("consumer", told.substring(3, 35));
            assertThat(root.getParentSpanId().isEmpty()).isTrue();
            assertThat(collector.span("provider", told.substring(3, 35)).getParentSpanId())
                    .isEqualTo(root.getSpanId());
        }
    }

    @Test
    void callerDecidesAndPeersAreToldNothingUnlessWanted() throws Exception {
        try (Pair pair = pair((file, made) -> traced(file).set("tracing.peers", false))) {
            assertThat(call(pair, "traceparent", UNSAMPLED)).isEqualTo("ok");
            assertThat(serviceHeader("traceparent")).isEqualTo(UNSAMPLED);
            assertThat(call(pair, "traceparent", "not a traceparent")).isEqualTo("ok");
            assertThat(serviceHeader("traceparent")).isEqualTo("not a traceparent");

            String sampled = PARENT.replace(TRACE, TRACE.replace('4', '5'));
            assertThat(call(pair, "traceparent", sampled)).isEqualTo("ok");

            Span provider = collector.span("provider", TRACE.replace('4', '5'));
            assertThat(hex(provider.getParentSpanId()))
                    .as("as the client signed")
                    .isEqualTo(CLIENT_SPAN);
            assertThat(collector.spans).noneMatch(span -> hex(span.getTraceId()).equals(TRACE));
        }
    }

    @Test
    void withoutTracingTheClientsHeaderPassesAndNothingElse() throws Exception {
        try (Pair pair = pair((file, made) -> file)) {
            assertThat(call(pair, "traceparent", PARENT)).isEqualTo("ok");
            assertThat(serviceHeader("traceparent")).isEqualTo(PARENT);
            assertThat(call(pair)).isEqualTo("ok");
            assertThat(serviceHeader("traceparent")).isEmpty();
            assertThat(collector.spans).isEmpty();
        }
    }

    @Test
    void faultsAreInTheTraceAndALostCollectorHurtsNobody() throws Exception {
        try (Pair pair = pair((file, made) -> traced(file))) {
            assertThat(pair.send(pair.to(pair.serviceUrl("nosuch", "/x"))
                                    .header("traceparent", PARENT)
                                    .GET()
                                    .build())
                            .body())
                    .contains("UnknownService");
            Span provider = collector.span("provider", TRACE);
            assertThat(attribute(provider, "xroad.fault")).isEqualTo("Server.ServerProxy.UnknownService");
            assertThat(attribute(provider, "xroad.outcome")).isEqualTo("refused");

            collector.close();
            assertThat(call(pair)).isEqualTo("ok");
            await().atMost(Pair.PATIENCE).until(() -> pair.bank.events().count(Events.Kind.TRACING_FAILED) > 0);
            assertThat(call(pair)).isEqualTo("ok");
        }
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static @Nullable String attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(each -> each.getKey().equals(name))
                .map(each -> each.getValue().getStringValue())
                .findFirst()
                .orElse(null);
    }

    /** Takes spans by OTLP over HTTP. */
    private static final class Collector implements AutoCloseable {
        final List<Span> spans = new CopyOnWriteArrayList<>();
        final List<String> servers = new CopyOnWriteArrayList<>();
        private final ExecutorService threads =
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
        private final HttpServer server;

        Collector() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.setExecutor(threads);
            server.createContext("/v1/traces", this::take);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
        }

        private void take(HttpExchange exchange) throws IOException {
            try (exchange) {
                boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                InputStream body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
                for (ResourceSpans resource :
                        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                    for (KeyValue value : resource.getResource().getAttributesList()) {
                        servers.add(value.getValue().getStringValue());
                    }
                    resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                }
                exchange.sendResponseHeaders(200, -1);
            }
        }

        /** The span of an exchange, when it has come. */
        Span span(String role, String trace) {
            return await().atMost(Pair.PATIENCE)
                    .until(
                            () -> spans.stream()
                                    .filter(span -> span.getName().startsWith(role + " ")
                                            && hex(span.getTraceId()).equals(trace))
                                    .findFirst(),
                            java.util.Optional::isPresent)
                    .orElseThrow();
        }

        List<String> steps(Span exchange) {
            return spans.stream()
                    .filter(span -> span.getParentSpanId().equals(exchange.getSpanId())
                            && span.getKind() == Span.SpanKind.SPAN_KIND_INTERNAL)
                    .map(Span::getName)
                    .toList();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
