package org.spean.messagelog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.crypto.xades.SignatureParts;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConfTree;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;
import org.spean.golden.Part;
import org.spean.message.LoggedForm;
import org.spean.message.MessageHead;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.messagelog.segment.SegmentStore;

/** What real servers sent, logged and read back, still proves itself; what was changed in the file does not. */
class EvidenceVerifierTest {

    @TempDir
    Path directory;

    private final EventExecutor loop = new DefaultEventExecutor();
    private final SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT);

    @AfterEach
    void end() {
        verifier.close();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden", "golden-camdx", "ec", "ica"})
    void everyCapturedMessageHolds(String set) throws Exception {
        List<Capture> captures =
                Capture.signed().filter(c -> c.set().name().equals(set)).toList();
        assertThat(captures).isNotEmpty();
        List<LogRecord> records = captures.stream()
                .map(capture -> record(capture, true, capture.message().length % 2 == 0))
                .toList();
        List<Long> ids = write(records);
        try (EvidenceReader reader = SegmentEvidence.open(file(), null)) {
            EvidenceReport report = evidenceVerifier(set).verify(reader, reader.sample(1000, new Random(1)));
            assertThat(report.refusals()).isEmpty();
            assertThat(report.read()).isEqualTo(captures.size());
            assertThat(report.verified()).isEqualTo(ids.size());
            assertThat(report.wholeMessages()).isEqualTo(ids.size());
        }
    }

    @Test
    void aCutMessageHoldsByItsDigest() throws Exception {
        Capture capture = Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST);
        List<Long> ids = write(List.of(record(capture, false, false)));
        try (EvidenceReader reader = SegmentEvidence.open(file(), null)) {
            Evidence evidence = requireNonNull(reader.read(ids.getFirst()));
            assertThat(evidence.octets().length).isLessThan(capture.message().length);
            EvidenceReport report = evidenceVerifier("golden").verify(reader, ids);
            assertThat(report).isEqualTo(new EvidenceReport(1, 1, 0, List.of()));
        }
    }

    /** What a change of the files could make of a record, its checksums made right as well. */
    enum Change {
        MESSAGE,
        DIGESTS,
        CHAIN,
        TIME,
        CLIENT,
        BODY,
        ONE_BODY_MORE,
        DOCUMENT,
        RESULT;

        LogRecord of(LogRecord r) {
            SignatureParts parts = ((PeerSignature) r.signature()).parts();
            byte[] document = parts.signature();
            byte[] result = requireNonNull(parts.result());
            byte[] chain = requireNonNull(parts.chain());
            MessageDigests digests = r.digests();
            List<byte[]> bodies = r.attachments();
            byte[] body = bodies.getFirst();
            String sha256 = new String(document, StandardCharsets.UTF_8).replace("sha512", "sha256");
            return new LogRecord(
                    r.side(),
                    r.response(),
                    r.queryId(),
                    r.requestId(),
                    this == CLIENT ? r.service().provider() : r.client(),
                    r.service(),
                    this == TIME ? r.time().plus(Duration.ofDays(3650)) : r.time(),
                    this == MESSAGE ? "POST".getBytes(StandardCharsets.UTF_8) : r.message(),
                    true,
                    switch (this) {
                        case BODY -> List.of(new byte[body.length]);
                        case ONE_BODY_MORE -> List.of(body, r.message());
                        default -> bodies;
                    },
                    this == DIGESTS
                            ? new MessageDigests(
                                    digests.algorithm(),
                                    new byte[digests.algorithm().length()],
                                    digests.attachments())
                            : digests,
                    new PeerSignature(new SignatureParts(
                            this == DOCUMENT ? sha256.getBytes(StandardCharsets.UTF_8) : document,
                            this == RESULT ? chain : result,
                            this == CHAIN ? result : chain)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeIsNoticed(Change change) throws Exception {
        LogRecord record = record(Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST), true, true);
        List<Long> ids = write(List.of(record, change.of(record)));
        try (EvidenceReader reader = SegmentEvidence.open(file(), null)) {
            EvidenceReport report = evidenceVerifier("golden").verify(reader, ids);
            assertThat(report.verified()).isEqualTo(1);
            assertThat(report.refusals())
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.recordId()).isEqualTo(ids.getLast()));
        }
    }

    @Test
    void whatIsGoneOrUnreadableIsNoticedAndHidesNothing() throws Exception {
        LogRecord record = record(Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST), true, true);
        List<Long> ids = new ArrayList<>(write(List.of(record, record)));
        Path segment = file().resolve("0000000001.segment");
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(record.requestId());
        bytes[at + 40] ^= 1;
        Files.write(segment, bytes);
        ids.add(7L);
        try (EvidenceReader reader = SegmentEvidence.open(file(), null)) {
            EvidenceReport report = evidenceVerifier("golden").verify(reader, ids);
            assertThat(report.verified()).isEqualTo(1);
            assertThat(report.refusals()).hasSize(2);
            assertThat(report.refusals().getFirst().reason()).contains("0000000001.segment at ", "checksum");
            assertThat(report.refusals().getLast().reason()).isEqualTo("there is no such record");
        }
    }

    private EvidenceVerifier evidenceVerifier(String set) {
        return new EvidenceVerifier(
                verifier,
                GlobalConfTree.read(CaptureSet.named(set).globalConf()).anchors(1));
    }

    private List<Long> write(List<LogRecord> records) throws Exception {
        List<Long> ids = new ArrayList<>();
        try (MessageLog log = new GroupCommitLog(
                SegmentStore.open(file(), Optional::empty, new Events(InstantSource.system())),
                LogSettings.forExchanges(1000, Duration.ofSeconds(20)),
                InstantSource.system(),
                Ticker.systemTicker(),
                new Events(InstantSource.system()),
                () -> 1000)) {
            Reservation places = requireNonNull(log.reserve(records.size()));
            var ends = records.stream()
                    .map(record -> log.append(loop, places, record))
                    .toList();
            for (var end : ends) {
                ids.add(end.get(20, TimeUnit.SECONDS).recordId());
            }
        }
        return ids;
    }

    private Path file() {
        return directory.resolve("log");
    }

    private static LogRecord record(Capture capture, boolean whole, boolean bodies) {
        boolean response = capture.direction() == Capture.Direction.RESPONSE;
        MessageHead head = response ? RestResponse.parse(capture.message()) : RestRequest.parse(capture.message());
        return new LogRecord(
                response ? Side.CONSUMER : Side.PROVIDER,
                response,
                head.queryId(),
                requestId(capture),
                head.client(),
                head.service(),
                capture.date(),
                whole ? head.octets() : LoggedForm.metadataOnly(head),
                whole,
                bodies ? capture.attachments().stream().map(Part::content).toList() : List.of(),
                capture.digests(),
                new PeerSignature(capture.signature()));
    }

    private static String requestId(Capture capture) {
        Capture request = capture.direction() == Capture.Direction.REQUEST
                ? capture
                : Objects.requireNonNull(capture.counterpart());
        return Objects.requireNonNull(request.header("x-road-request-id"));
    }
}
