package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verified;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.golden.Capture;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;
import org.spean.identifier.MemberId;
import org.spean.message.RestResponse;

/** Our consumer's side sends the captured requests, and accepts the captured responses from a stock server. */
@ExtendWith(Stages.class)
class ServedResponseTest {

    private static final MemberId BANK = new MemberId("CAMBODIA", "COM", "CAMDX-000201");
    private static final SignatureVerifier VERIFIER = new SignatureVerifier(VerifierSettings.DEFAULT);

    static Stream<Capture> answered() {
        return Exchanges.requests().filter(Exchanges::answered);
    }

    static Stream<Capture> refused() {
        return Exchanges.requests().filter(capture -> !Exchanges.answered(capture));
    }

    @AfterAll
    static void close() {
        VERIFIER.close();
    }

    @ParameterizedTest
    @MethodSource("answered")
    void isAcceptedForTheCapturedRequest(Capture request) throws Exception {
        Stage stage = Stages.of(request.set().name());
        long records = stage.bankRecords();

        RawMessage answer = exchange(stage, request);

        sentAsCaptured(stage, request);
        Capture captured = Exchanges.response(request);
        assertThat(stage.bankRecords()).isEqualTo(records + 2);
        if (!request.rest()) {
            assertThat(answer.startLine()).isEqualTo("HTTP/1.1 200 OK");
            String type = Objects.requireNonNull(answer.header("Content-Type"));
            assertThat(SoapForm.comparable(captured, type, type)).isEqualTo(captured.header("x-original-content-type"));
            assertThat(SoapForm.comparable(captured, type, new String(answer.entity(), UTF_8)))
                    .isEqualTo(new String(SoapForm.entity(captured, captured.message()), UTF_8));
            return;
        }
        RestResponse head = RestResponse.parse(captured.message());
        assertThat(answer.startLine()).as(new String(answer.entity(), UTF_8)).startsWith("HTTP/1.1 " + head.status());
        List<Part> bodies = captured.attachments();
        assertThat(answer.entity())
                .isEqualTo(bodies.isEmpty() ? new byte[0] : bodies.getFirst().content());
        assertThat(answer.header("x-road-request-hash")).isEqualTo(head.requestHash());
        assertThat(answer.header("x-road-request-id")).isEqualTo(head.requestId());
        assertThat(answer.header("x-road-id")).isEqualTo(head.queryId());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void faultIsPassedOnAsCaptured(Capture request) throws Exception {
        Stage stage = Stages.of(request.set().name());
        long records = stage.bankRecords();

        RawMessage answer = exchange(stage, request);

        sentAsCaptured(stage, request);
        Path file = request.folder().resolve("client-response.raw.bin");
        RawMessage captured = RawMessage.parse(Files.readAllBytes(file)).getFirst();
        assertThat(new String(answer.entity(), UTF_8)).isEqualTo(new String(captured.entity(), UTF_8));
        assertThat(answer.header("X-Road-Error")).isEqualTo(captured.header("X-Road-Error"));
        assertThat(answer.header("SOAPAction")).isEqualTo(captured.header("SOAPAction"));
        assertThat(answer.header("Content-Type")).isEqualTo(captured.header("Content-Type"));
        assertThat(answer.startLine().substring(0, 12))
                .isEqualTo(captured.startLine().substring(0, 12));
        assertThat(stage.bankRecords()).isEqualTo(records + 1);
    }

    private static RawMessage exchange(Stage stage, Capture request) throws Exception {
        Capture captured = Exchanges.response(request);
        stage.as(Stage.signed(request), request.boundary());
        stage.serve(captured.bytes(), captured.header("Connection") == null);
        ClientRequest client = ClientRequest.of(request);
        return stage.ask(client.bytes(), client.ids());
    }

    private static void sentAsCaptured(Stage stage, Capture request) {
        RawMessage sent = stage.received();
        OurForm form = new OurForm(request, stage.statuses());
        assertThat(form.comparable(new String(sent.entity(), ISO_8859_1))).isEqualTo(form.expected());
        assertThat(form.head(sent.startLine(), sent.headers()))
                .isEqualTo(form.head(request.startLine(), request.headers()));
        ReceivedMessage signed = ReceivedMessage.of(sent);
        assertThat(VERIFIER.verify(signed.seal(), signed.digests(), BANK, stage.anchors(), Stage.signed(request)))
                .isInstanceOf(Verified.class);
    }
}
