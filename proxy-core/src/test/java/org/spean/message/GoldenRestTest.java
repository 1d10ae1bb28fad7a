package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.fault.FaultException;
import org.spean.fault.FaultStyle;
import org.spean.fault.RestFaultRenderer;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.CaptureSet;

/** REST heads of all captures: read, made again from what the client or the service sent, and matched. */
class GoldenRestTest {
    static Stream<Capture> requests() {
        return Capture.all().filter(c -> c.direction() == Direction.REQUEST);
    }

    static Stream<Capture> responses() {
        return Capture.signed().filter(c -> c.direction() == Direction.RESPONSE);
    }

    /** Left out: X-Road's own services, which write their {@code content-type} behind the five headers. */
    static Stream<Capture> responsesOfServices() {
        return responses().filter(c -> !c.scenario().contains("meta-"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void clientsRequestGivesTheCapturedPart(Capture capture) throws IOException {
        RestRequest captured = RestRequest.parse(capture.message());
        List<RestRequest> composed = new ArrayList<>();
        try (Stream<Path> files = Files.list(capture.folder())) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("client-request.*\\.http"))
                    .toList()) {
                composed.add(compose(clientRequest(Files.readAllBytes(file)), captured));
            }
        }
        if (composed.isEmpty()) {
            assertThat(capture.scenario()).isEqualTo("pooled-two-requests"); // has no file of its client's bytes
            return;
        }
        assertThat(composed)
                .filteredOn(r -> r.queryId().equals(captured.queryId()))
                .anySatisfy(
                        r -> assertThat(new String(r.octets(), UTF_8)).isEqualTo(new String(capture.message(), UTF_8)));
    }

    private static RestRequest compose(HttpRequest client, RestRequest captured) {
        return RestRequest.compose(
                client.method().name(), client.uri(), client.headers(), captured.requestId(), captured::queryId);
    }

    private static HttpRequest clientRequest(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        HttpRequest request = channel.readInbound();
        channel.inboundMessages().forEach(ReferenceCountUtil::release);
        channel.inboundMessages().clear();
        channel.finishAndReleaseAll();
        return request;
    }

    @ParameterizedTest
    @MethodSource("responsesOfServices")
    void servicesAnswerGivesTheCapturedPart(Capture capture) {
        RestResponse captured = RestResponse.parse(capture.message());
        RestRequest request =
                RestRequest.parse(Objects.requireNonNull(capture.counterpart()).message());
        List<Map.Entry<String, String>> service = new ArrayList<>();
        for (Header header : captured.headers().subList(0, captured.headers().size() - 5)) {
            service.add(new SimpleEntry<>(header.name(), header.value()));
        }
        for (String name : List.of("Server", "Connection", "x-road-id", "X-Road-Request-Hash", "X-Road-Service")) {
            service.add(new SimpleEntry<>(name, "of the service"));
        }
        RestResponse composed =
                RestResponse.compose(captured.status(), captured.reason(), service, request, captured.requestHash());
        assertThat(new String(composed.octets(), UTF_8)).isEqualTo(new String(capture.message(), UTF_8));
        composed.mustMatch(request, captured.requestHash());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responseMatchesItsRequestAndNoOther(Capture capture) {
        RestResponse response = RestResponse.parse(capture.message());
        Capture asked = Objects.requireNonNull(capture.counterpart());
        RestRequest request = RestRequest.parse(asked.message());
        response.mustMatch(request, RequestHash.of(asked.digests()));
        assertThat(RequestHash.of(request, asked.digests())).isEqualTo(response.requestHash());
        Stream.of("x-road-id", "x-road-client", "x-road-service", "x-road-request-id", "x-road-request-hash")
                .forEach(name -> assertThatThrownBy(() ->
                                RestResponse.parse(altered(response, name)).mustMatch(request, response.requestHash()))
                        .isInstanceOf(FaultException.class)
                        .hasMessageContaining("InconsistentResponse")
                        .hasMessageContaining(name));
    }

    private static byte[] altered(RestResponse response, String name) {
        String text = new String(response.octets(), ISO_8859_1);
        int line = text.lastIndexOf("\r\n" + name + ":") + 2;
        int end = text.indexOf("\r\n", line);
        return (text.substring(0, end) + "X" + text.substring(end)).getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest-bad-path", "rest-bad-client-header", "rest-missing-client-header"})
    void clientsMistakeIsTheCapturedFault(String scenario) throws IOException {
        for (String set : List.of("golden", "golden-camdx")) {
            Path folder = CaptureSet.named(set).root().resolve("exchanges").resolve(scenario);
            HttpRequest client = clientRequest(Files.readAllBytes(folder.resolve("client-request.http")));
            String answer = Files.readString(folder.resolve("client-response.raw.bin"), UTF_8);
            FaultStyle style = set.equals("golden") ? FaultStyle.NEW : FaultStyle.OLD;
            assertThatThrownBy(() ->
                            RestRequest.compose(client.method().name(), client.uri(), client.headers(), "r", () -> "q"))
                    .isInstanceOfSatisfying(FaultException.class, e -> {
                        var rendered = RestFaultRenderer.render(e.fault(), style, "*/*");
                        assertThat(answer).startsWith("HTTP/1.1 " + rendered.status() + " ");
                        assertThat(answer).contains("\r\nX-Road-Error: " + rendered.type() + "\r\n");
                        String message = answer.replaceFirst("(?s).*\"message\":\"([^\"]*)\".*", "$1");
                        assertThat(e.fault().message()).startsWith(message); // and then names the rule
                        assertThat(e.fault().message().length()).isGreaterThan(message.length());
                    });
        }
    }

    @Test
    void partsOfARequestAreWhatTheyWere() {
        Capture capture = Capture.in("golden-camdx", "rest-delete-query-encoded-ok")
                .findFirst()
                .orElseThrow();
        RestRequest request = RestRequest.parse(capture.message());
        assertThat(request.verb()).isEqualTo("DELETE");
        assertThat(request.servicePath()).startsWith("/persons/").contains("%2F");
        assertThat(request.path() + "?" + request.query())
                .isEqualTo(lines(capture).get(1));
        assertThat(request.service().serviceCode()).isEqualTo("identity");
        assertThat(request.client().toString()).isEqualTo("CAMBODIA/COM/CAMDX-000201/BANK");
        assertThat(request.accept()).isEqualTo("*/*");
        assertThat(request.targetServer()).isNull();
    }

    private static List<String> lines(Capture capture) {
        return new String(capture.message(), ISO_8859_1).lines().toList();
    }
}
