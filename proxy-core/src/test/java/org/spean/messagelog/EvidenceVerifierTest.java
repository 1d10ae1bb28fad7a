package org.spean.messagelog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.GlobalConfTree;
import org.spean.golden.Capture;
import org.spean.golden.CaptureSet;
import org.spean.golden.Part;
import org.spean.message.LoggedForm;
import org.spean.message.MessageHead;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import org.spean.messagelog.sqlite.SqliteEvidence;
import org.spean.messagelog.sqlite.SqliteStore;

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
        try (EvidenceReader reader = SqliteEvidence.open(file())) {
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
        try (EvidenceReader reader = SqliteEvidence.open(file())) {
            Evidence evidence = requireNonNull(reader.read(ids.getFirst()));
            assertThat(evidence.octets().length).isLessThan(capture.message().length);
            EvidenceReport report = evidenceVerifier("golden").verify(reader, ids);
            assertThat(report).isEqualTo(new EvidenceReport(1, 1, 0, List.of()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE record SET message = CAST('POST' AS BLOB)",
                "UPDATE record SET digests = zeroblob(length(digests))",
                "UPDATE record SET chain = (SELECT result FROM signature)",
                "UPDATE record SET time = time + 10 * 365 * 86400 * 1000000",
                "UPDATE record SET client = provider",
                "UPDATE body SET content = zeroblob(length(content))",
                "INSERT INTO body(record, number, content) SELECT id, 2, message FROM record",
                "UPDATE signature SET document = CAST(replace(CAST(document AS TEXT), 'sha512', 'sha256') AS BLOB)",
                "UPDATE signature SET result = (SELECT chain FROM record)",
                "DELETE FROM record"
            })
    void aChangeIsNoticed(String change) throws Exception {
        Capture capture = Capture.of("golden", "rest-post-json", Capture.Direction.REQUEST);
        List<Long> ids = write(List.of(record(capture, true, true)));
        try (EvidenceReader reader = SqliteEvidence.open(file())) {
            assertThat(evidenceVerifier("golden").verify(reader, ids).verified())
                    .isEqualTo(1);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(change);
        }
        try (EvidenceReader reader = SqliteEvidence.open(file())) {
            EvidenceReport report = evidenceVerifier("golden").verify(reader, ids);
            assertThat(report.verified()).isZero();
            assertThat(report.refusals())
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.recordId()).isEqualTo(ids.getFirst()));
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
                SqliteStore.open(file()),
                LogSettings.forExchanges(1000, Duration.ofSeconds(20)),
                InstantSource.system(),
                Ticker.systemTicker())) {
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
        return directory.resolve("log.db");
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
