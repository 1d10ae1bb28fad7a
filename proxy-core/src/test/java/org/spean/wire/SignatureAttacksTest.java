package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.verification.Forge;
import org.spean.crypto.verification.SignatureAttack;
import org.spean.crypto.verification.SignatureAttacks;
import org.spean.crypto.xades.SignatureParts;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultStyle;
import org.spean.golden.Capture;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;

/** The attacks on signatures over a real connection: no service sees such a request, no client such a response. */
@ExtendWith(Stages.class)
class SignatureAttacksTest {

    private static final Capture GET = Exchanges.named("golden/rest-get-small");
    private static final Capture POST = Exchanges.named("golden/rest-post-json");
    private static final Capture SOAP = Exchanges.named("golden/soap-simple");

    static Stream<Arguments> requests() {
        return Stream.of(GET, POST, SOAP)
                .flatMap(request -> SignatureAttacks.on(request, request.date()).stream()
                        .map(attack -> Arguments.of(Named.of(request + " " + attack, attack), request)));
    }

    static Stream<Arguments> responses() {
        return Stream.of(Exchanges.named("golden/rest-204"), POST, SOAP)
                .flatMap(request -> SignatureAttacks.on(Exchanges.response(request), Stage.signed(request)).stream()
                        .map(attack -> Arguments.of(Named.of(request + ", answer " + attack, attack), request)));
    }

    // ---- requests, at the provider's side

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsRefused(SignatureAttack attack, Capture request) throws Exception {
        Stage stage = Stages.of("golden");
        stage.as(request.date(), "xtop");
        long records = stage.ministryRecords();

        String answer =
                new String(stage.replay("bank-auth", sealed(request, request.message(), attack.parts())), UTF_8);

        assertThat(stage.service().seen()).isEmpty();
        assertThat(stage.ministryRecords()).isEqualTo(records);
        assertThat(Fault.inSoap(answer)).as(answer).isEqualTo("server.serverproxy." + code(attack));
        assertThat(answer).doesNotContain("127.0.0", "org.spean", "Exception");
    }

    /** Without this, requests might be refused for the way in which they are put together here. */
    @Test
    void honestRequestIsAnswered() throws Exception {
        Stage stage = Stages.of("golden");
        for (Capture request : List.of(GET, POST, SOAP)) {
            stage.service().answerAsIn(Exchanges.response(request));
            stage.as(request.date(), "xtop");
            SignatureParts honest = forge(request, "bank-sign", request.date()).seal(request.digests());

            String answer = new String(stage.replay("bank-auth", sealed(request, request.message(), honest)), UTF_8);

            assertThat(stage.service().seen()).hasSize(1);
            assertThat(answer).contains("signature/bdoc-1.0/ts");
        }
    }

    // ---- responses, at the consumer's side

    @ParameterizedTest
    @MethodSource("responses")
    void responseIsRefused(SignatureAttack attack, Capture request) throws Exception {
        Capture response = Exchanges.response(request);

        RawMessage answer = ask(request, sealed(response, response.message(), attack.parts()));

        assertThat(request.rest() ? Fault.inJson(answer) : Fault.inSoap(answer))
                .isEqualTo("server.clientproxy." + code(attack));
        assertThat(new String(answer.entity(), UTF_8)).doesNotContain("127.0.0", "org.spean", "Exception");
    }

    @Test
    void honestResponseIsDelivered() throws Exception {
        for (Capture request : List.of(POST, SOAP)) {
            Capture response = Exchanges.response(request);
            SignatureParts honest =
                    forge(response, "moi-sign", Stage.signed(request)).seal(response.digests());

            RawMessage answer = ask(request, sealed(response, response.message(), honest));

            assertThat(answer.startLine()).startsWith("HTTP/1.1 200");
            assertThat(delivered(answer)).isTrue();
        }
    }

    /** Whatever of an answer ties it to its request, signed by the right provider, but of another request. */
    @ParameterizedTest
    @MethodSource("ties")
    void responseToAnotherRequestIsRefused(String header, String value) throws Exception {
        Capture response = Exchanges.response(POST);
        String message = new String(response.message(), UTF_8);
        String altered = message.replaceFirst("(?i)(\r\n" + header + ":)[^\r\n]*", "$1" + value);
        assertThat(altered).isNotEqualTo(message);

        RawMessage answer = ask(POST, signed(response, altered.getBytes(UTF_8)));

        assertThat(Fault.inJson(answer)).isEqualTo("server.clientproxy.inconsistent_response");
    }

    static Stream<Arguments> ties() {
        String hash =
                Base64.getEncoder().encodeToString(DigestAlgorithm.SHA_512.digest("another request".getBytes(UTF_8)));
        return Stream.of(
                Arguments.of("x-road-request-hash", hash),
                Arguments.of("x-road-request-hash", ""),
                Arguments.of("x-road-request-id", "00000000-0000-4000-8000-000000000000"),
                Arguments.of("x-road-id", "CAMBODIA-00000000-0000-4000-8000-000000000000"),
                Arguments.of("x-road-client", "CAMBODIA/GOV/CAMDX-000121/IDENTITY"),
                Arguments.of("x-road-service", "CAMBODIA/GOV/CAMDX-000121/IDENTITY/other"));
    }

    /** Signed as it should be, by the right provider, so that nothing but its form is wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nX-Note:a\rSet-Cookie:evil",
                "\r\nX-Note:a\nSet-Cookie:evil",
                "\r\nX-Note:a\n\nevil",
                "\r\nX-Note:a\r\r\nSet-Cookie:evil",
                "\r\nX-Note:a\0evil",
                "\r\nX-Note\n:evil",
                "\r\nX-Note\0:evil",
                "\r\nX Note:evil",
                "\r\n evil:a",
                "\r\nevil",
                "\r\n:evil",
                "\r\n\r\nevil:a",
                "\r\nContent-Length:4",
                "\r\nTransfer-Encoding:chunked",
                "\r\nConnection:evil",
                "\nSet-Cookie:evil",
                "\rSet-Cookie:evil",
                "\0evil"
            })
    void responseWithAHostileHeadReachesNobody(String lines) throws Exception {
        Capture response = Exchanges.response(POST);
        String message = new String(response.message(), UTF_8);
        int reason = message.indexOf("\r\n", message.indexOf("\r\n") + 2);
        byte[] hostile = (message.substring(0, reason) + lines + message.substring(reason)).getBytes(UTF_8);

        RawMessage answer = ask(POST, signed(response, hostile));

        assertThat(Fault.inJson(answer))
                .isEqualTo("server.clientproxy." + FaultCode.INVALID_MESSAGE.spelling(FaultStyle.NEW));
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(new String(answer.entity(), UTF_8)).doesNotContain("evil");
    }

    /** Headers between servers, which nobody signs and the service gets. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\rX-Evil: b",
                "a\nX-Evil: b",
                "a\n\nevil",
                "a\0evil",
                "a\r\n\r\nevil",
                "a\u000bevil",
                "a\u007fevil"
            })
    void hostileHeadersOfASoapRequestReachNoService(String value) throws Exception {
        for (String name : List.of("x-original-content-type", "x-original-soapaction")) {
            Stage stage = Stages.of("golden");
            stage.as(SOAP.date(), "xtop");
            String captured = new String(SOAP.bytes(), ISO_8859_1);
            String altered = captured.replaceFirst("(?i)(\r\n" + name + ": *)[^\r]*", "$1" + value);
            assertThat(altered).isNotEqualTo(captured);

            String answer = new String(stage.replay("bank-auth", altered.getBytes(ISO_8859_1)), UTF_8);

            assertThat(Fault.inSoap(answer)).startsWith("server.serverproxy.invalid_"); // message, or content type
            assertThat(answer).doesNotContain("evil");
            assertThat(stage.service().seen()).isEmpty();
        }
    }

    /** A response of the same provider to the same client, captured a moment before. */
    @Test
    void replayedResponseIsRefused() throws Exception {
        List<Capture> others = Capture.in("golden", "batch-16")
                .filter(capture -> capture.direction() == Capture.Direction.REQUEST && capture.counterpart() != null)
                .limit(2)
                .toList();
        RawMessage answer = ask(others.get(0), Exchanges.response(others.get(1)).bytes());

        assertThat(Fault.inJson(answer)).isEqualTo("server.clientproxy.inconsistent_response");
    }

    private static RawMessage ask(Capture request, byte[] response) throws Exception {
        Stage stage = Stages.of("golden");
        stage.as(Stage.signed(request), request.boundary());
        stage.serve(response, false);
        long records = stage.bankRecords();
        ClientRequest client = ClientRequest.of(request);
        RawMessage answer = stage.ask(client.bytes(), client.ids());
        assertThat(stage.bankRecords()).isEqualTo(records + (delivered(answer) ? 2 : 1));
        return answer;
    }

    private static boolean delivered(RawMessage answer) {
        return answer.header("X-Road-Error") == null && !new String(answer.entity(), UTF_8).contains("<faultcode>");
    }

    // ---- both

    private static byte[] signed(Capture capture, byte[] message) {
        MessageDigests captured = capture.digests();
        var digests =
                new MessageDigests(captured.algorithm(), captured.algorithm().digest(message), captured.attachments());
        return sealed(
                capture, message, forge(capture, "moi-sign", Stage.signed(POST)).seal(digests));
    }

    private static Forge forge(Capture capture, String name, Instant time) {
        return new Forge(capture.pki(), name, time);
    }

    /** The captured message with other proof, and in place of its first part perhaps another. */
    private static byte[] sealed(Capture capture, byte[] message, SignatureParts parts) {
        String boundary = "\r\n--" + capture.boundary();
        var out = new ByteArrayOutputStream();
        for (Part part : capture.parts()) {
            boolean proof = part.is("application/hash-chain-result")
                    || part.is("application/hash-chain")
                    || part.is("signature/bdoc-1.0/ts");
            if (!proof) {
                out.writeBytes((out.size() == 0 ? boundary.substring(2) : boundary).getBytes(ISO_8859_1));
                out.writeBytes("\r\n".getBytes(ISO_8859_1));
                out.writeBytes(part.headerBytes());
                out.writeBytes(part.equals(capture.messagePart()) ? message : part.content());
            }
        }
        part(out, boundary, "application/hash-chain-result", parts.result());
        part(out, boundary, "application/hash-chain", parts.chain());
        part(out, boundary, "signature/bdoc-1.0/ts", parts.signature());
        out.writeBytes((boundary + "--\r\n").getBytes(ISO_8859_1));
        return Alteration.framed(capture, out.toByteArray());
    }

    private static void part(ByteArrayOutputStream out, String boundary, String type, byte @Nullable [] content) {
        if (content != null) {
            out.writeBytes((boundary + "\r\ncontent-type: " + type + "\r\n\r\n").getBytes(ISO_8859_1));
            out.writeBytes(content);
        }
    }

    private static String code(SignatureAttack attack) {
        FaultCode code = Objects.requireNonNull(FaultCode.named(attack.reason().code()));
        return code.spelling(FaultStyle.NEW);
    }
}
