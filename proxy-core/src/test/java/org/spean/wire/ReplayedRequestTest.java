package org.spean.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verified;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.golden.Capture;
import org.spean.golden.Part;
import org.spean.golden.RawMessage;
import org.spean.identifier.MemberId;
import org.spean.message.RestRequest;

/** Captured requests, replayed to our provider's side as a stock server sends them, are answered as they were. */
@ExtendWith(Stages.class)
class ReplayedRequestTest {

    private static final MemberId MINISTRY = new MemberId("CAMBODIA", "GOV", "CAMDX-000121");
    private static final SignatureVerifier VERIFIER = new SignatureVerifier(VerifierSettings.DEFAULT);

    /** Left out: services that X-Road itself offers. */
    private static Stream<Capture> requests() {
        return Exchanges.requests()
                .filter(capture -> !capture.scenario().contains("meta-")
                        && !capture.scenario().startsWith("mon-"));
    }

    static Stream<Capture> answered() {
        return requests().filter(Exchanges::answered);
    }

    /** Left out: a request that X-Road 7.8 fails on, and nobody else. */
    static Stream<Capture> refused() {
        return requests()
                .filter(capture -> !Exchanges.answered(capture)
                        && !capture.scenario().equals("rest-delete-query-encoded")
                        && !capture.scenario().equals("soap-fault-from-provider"));
    }

    @AfterAll
    static void close() {
        VERIFIER.close();
    }

    @ParameterizedTest
    @MethodSource("answered")
    void isAnsweredInTheCapturedBytes(Capture request) throws Exception {
        Capture captured = Exchanges.response(request);
        Stage stage = Stages.of(request.set().name());
        stage.service().answerAsIn(captured);
        stage.as(Stage.signed(captured), captured.boundary());
        long records = stage.ministryRecords();

        RawMessage answer =
                RawMessage.parse(stage.replay("bank-auth", request.bytes())).getFirst();

        OurForm form = new OurForm(captured, stage.statuses());
        String entity = new String(answer.entity(), ISO_8859_1);
        assertThat(answer.startLine()).as(entity).isEqualTo("HTTP/1.1 200 OK");
        assertThat(form.comparable(entity)).isEqualTo(form.expected());
        assertThat(form.head(answer.startLine(), answer.headers()))
                .containsExactlyInAnyOrderElementsOf(form.head(captured.startLine(), captured.headers()));
        ReceivedMessage signed = ReceivedMessage.of(answer);
        assertThat(VERIFIER.verify(signed.seal(), signed.digests(), MINISTRY, stage.anchors(), Stage.signed(captured)))
                .isInstanceOf(Verified.class);
        assertThat(stage.ministryRecords()).isEqualTo(records + 2);
        theServiceSaw(request, stage.service().seen());
    }

    private static void theServiceSaw(Capture request, List<ReplayService.Seen> seen) {
        assertThat(seen).hasSize(1);
        if (!request.rest()) {
            theServiceSawSoap(request, seen.getFirst());
            return;
        }
        RestRequest head = RestRequest.parse(request.message());
        String query = head.query() == null ? "" : "?" + head.query();
        assertThat(seen.getFirst().method()).isEqualTo(head.verb());
        assertThat(seen.getFirst().target()).isEqualTo("/api" + head.servicePath() + query);
        assertThat(seen.getFirst().headers())
                .containsAll(head.headers().stream()
                        .map(header -> header.name() + ":" + header.value())
                        .toList());
        List<Part> bodies = request.attachments();
        assertThat(seen.getFirst().body())
                .isEqualTo(bodies.isEmpty() ? "" : new String(bodies.getFirst().content(), ISO_8859_1));
    }

    private static void theServiceSawSoap(Capture request, ReplayService.Seen seen) {
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.target()).isEqualTo("/api");
        String type = seen.headers().stream()
                .filter(header -> header.startsWith("content-type:"))
                .findFirst()
                .orElseThrow();
        assertThat(seen.headers().stream().map(header -> SoapForm.comparable(request, type, header)))
                .containsOnlyOnce(
                        "content-type:" + request.header("x-original-content-type"),
                        "SOAPAction:" + request.header("x-original-soapaction"));
        assertThat(SoapForm.comparable(request, type, seen.body()))
                .isEqualTo(new String(SoapForm.entity(request, request.message()), ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden/soap-fault-from-provider", "golden-camdx/soap-fault-from-provider"})
    void faultOfTheServicePassesOnAsCaptured(String name) throws Exception {
        Capture request = Exchanges.named(name);
        Capture captured = Exchanges.response(request);
        Stage stage = Stages.of(request.set().name());
        stage.service().answerAsIn(captured);
        stage.as(captured.date(), captured.boundary());

        RawMessage answer =
                RawMessage.parse(stage.replay("bank-auth", request.bytes())).getFirst();

        assertThat(new String(answer.entity(), ISO_8859_1)).isEqualTo(captured.text());
        assertThat(answer.header("x-original-content-type")).isEqualTo(captured.header("x-original-content-type"));
        assertThat(stage.service().seen()).hasSize(1);
    }

    /** So that nobody widens the exceptions unnoticed. */
    @Test
    void manyAreComparedInEveryByte() {
        assertThat(answered().filter(request -> whole(Exchanges.response(request))))
                .hasSizeGreaterThan(16);
        assertThat(answered().filter(request -> whole(request))).hasSizeGreaterThan(20);
    }

    private static boolean whole(Capture capture) {
        return new OurForm(capture, Stages.of(capture.set().name()).statuses()).whole();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithTheCapturedCode(Capture request) throws Exception {
        Capture captured = Exchanges.response(request);
        Stage stage = Stages.of(request.set().name());
        stage.as(captured.date(), "xtop");

        RawMessage answer =
                RawMessage.parse(stage.replay("bank-auth", request.bytes())).getFirst();

        assertThat(Fault.inSoap(answer)).isEqualTo(Fault.inSoap(captured.text()));
        assertThat(stage.service().seen()).isEmpty();
    }
}
