package org.spean.testbed.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.spean.testbed.service.BankSystem;
import org.spean.testbed.service.SampleBytes;
import org.spean.testbed.service.SoapMessages;
import reactor.core.publisher.Mono;

/**
 * One exchange of the demonstration and what should come of it.
 *
 * @param title for people
 * @param method {@code null} for SOAP, where the service stands in the message
 * @param body given the exchange's id
 * @param service code of the ministry's service and the path behind it
 * @param expected HTTP status
 * @param refused whether the ministry's gateway should refuse it, so that the register sees nothing
 * @param complaint what is wrong with an answer of the expected status, or {@code null}
 */
record DemoExchange(
        String title,
        @Nullable HttpMethod method,
        String service,
        Map<String, String> headers,
        Function<String, Publisher<ByteBuf>> body,
        int expected,
        boolean refused,
        Function<BankSystem.Answer, @Nullable String> complaint) {
    private static final int UPLOAD = 3 * 1024 * 1024;
    private static final int PHOTO = 1024 * 1024;
    private static final String SOAP_SERVICE = "personDetails/v1";

    /**
     * All of them, in their order.
     *
     * @param client the bank's subsystem
     * @param provider the ministry's
     */
    static List<DemoExchange> all(String client, String provider) {
        return List.of(
                get("the bank looks up a person", "identity/persons/100000042", 200, a -> missing(a, "\"100000042\"")),
                get("the bank searches by name", "identity/persons?name=Dara&limit=2", 200, a -> missing(a, "Dara")),
                post(
                        "the bank registers a person",
                        "identity/persons",
                        "application/json",
                        json(),
                        201,
                        a -> missing(a, "Sok Maly")),
                post(
                        "the bank sends a document of 3 MB",
                        "identity/persons/100000042/documents",
                        "application/octet-stream",
                        SampleBytes.stream(UPLOAD),
                        200,
                        a -> missing(a, SampleBytes.sha256(UPLOAD))),
                new DemoExchange(
                        "the bank sends a photo of 1 MB by SOAP",
                        null,
                        SOAP_SERVICE,
                        Map.of("Content-Type", SoapMessages.RELATED),
                        id -> SoapMessages.related(
                                SoapMessages.request(
                                        client,
                                        provider + "/" + SOAP_SERVICE,
                                        id,
                                        "<ns:personcode>100000042</ns:personcode>"),
                                1,
                                PHOTO,
                                false),
                        200,
                        false,
                        a -> missing(a, SampleBytes.sha256(PHOTO))),
                get(
                        "a person the register does not know",
                        "identity/persons/999999999",
                        404,
                        a -> missing(a, "999999999")),
                new DemoExchange(
                        "a service the bank has no right to",
                        HttpMethod.GET,
                        "civil-registry/persons/100000042",
                        Map.of(),
                        id -> Mono.empty(),
                        500,
                        true,
                        DemoExchange::notDenied));
    }

    private static DemoExchange get(
            String title, String service, int expected, Function<BankSystem.Answer, @Nullable String> complaint) {
        return new DemoExchange(
                title, HttpMethod.GET, service, Map.of(), id -> Mono.empty(), expected, false, complaint);
    }

    private static DemoExchange post(
            String title,
            String service,
            String type,
            Publisher<ByteBuf> body,
            int expected,
            Function<BankSystem.Answer, @Nullable String> complaint) {
        return new DemoExchange(
                title, HttpMethod.POST, service, Map.of("Content-Type", type), id -> body, expected, false, complaint);
    }

    private static Publisher<ByteBuf> json() {
        String person = "{\"name\":\"Sok Maly\",\"sex\":\"F\",\"born\":\"2001-02-03\",\"province\":\"Siem Reap\"}";
        return Mono.fromSupplier(() -> Unpooled.copiedBuffer(person, StandardCharsets.UTF_8));
    }

    private static @Nullable String missing(BankSystem.Answer answer, String part) {
        return answer.beginning().contains(part) ? null : "the answer should contain " + part;
    }

    private static @Nullable String notDenied(BankSystem.Answer answer) {
        @Nullable String error = answer.header("X-Road-Error");
        boolean denied = error != null && (error.endsWith("AccessDenied") || error.endsWith("access_denied"));
        return denied ? null : "X-Road-Error should say that access is denied, and says " + error;
    }
}
