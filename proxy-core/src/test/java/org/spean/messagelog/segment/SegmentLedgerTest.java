package org.spean.messagelog.segment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.event.Events;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.ArchiveLedger.Link;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.StampLedger.SignatureDocument;
import org.spean.messagelog.StampLedger.Stamped;

/** Time-stamps, archive marks and removals, also after a restart and a lost index. */
class SegmentLedgerTest {

    private static final Instant LATER = Records.TIME.plusSeconds(1);

    @TempDir
    Path directory;

    private final Records records = new Records(3);
    private final Events events = new Events(InstantSource.system());
    private final LogFixture log = new LogFixture();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsTimeStamps(boolean indexLost) throws Exception {
        LogRecord direct = records.ownDirect();
        List<LogRecord> batch = records.peerBatch(Side.CONSUMER, true, 3);
        long alone;
        List<Long> together;
        try (SegmentStore store = open()) {
            alone = log.write(store, direct);
            together = log.writeTogether(store, batch);
            long waiting = log.write(store, records.ownDirect());
            assertThat(store.stamps().pending()).isEqualTo(3);
            List<SignatureDocument> documents = store.stamps().pending(0, 2);
            assertThat(documents).hasSize(2);
            assertThat(documents.getFirst().document())
                    .isEqualTo(direct.signature().document());
            assertThat(store.stamps().pending(documents.getLast().id(), 9)).hasSize(1);
            assertThat(requireNonNull(store.stamps().of(together.get(2))).id())
                    .isEqualTo(documents.getLast().id());
            assertThat(store.stamps().of(4711)).isNull();

            keep(store, bytes(1), null, documents.subList(0, 1));
            keep(store, bytes(2), bytes(3), documents); // the first has one already
            assertThat(store.stamps().pending()).isEqualTo(1);
            assertThat(store.stamps().pending(0, 9)).hasSize(1);
            assertThat(requireNonNull(store.reader().read(waiting)).stamp()).isNull();
            assertThat(store.reader().counts().unstamped()).isEqualTo(1);
        }
        if (indexLost) {
            Files.delete(folder().resolve(IndexSchema.FILE));
        }
        try (EvidenceReader reader = SegmentEvidence.open(folder(), null)) {
            assertStamp(reader.read(alone), new EvidenceStamp(LATER, bytes(1), null, null));
            for (long id : together) {
                assertStamp(reader.read(id), new EvidenceStamp(LATER, bytes(2), bytes(3), bytes(4)));
            }
            assertThat(reader.counts().unstamped()).isEqualTo(1);
        }
        try (SegmentStore store = open()) {
            assertThat(store.stamps().pending()).isEqualTo(1);
            assertStamp(store.reader().read(alone), new EvidenceStamp(LATER, bytes(1), null, null));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void marksWhatIsArchived(boolean indexLost) throws Exception {
        List<Long> ids = new ArrayList<>();
        try (SegmentStore store = open()) {
            for (int i = 0; i < 4; i++) {
                ids.add(log.write(store, records.ownDirect()));
            }
            ArchiveLedger archive = store.archive();
            assertThat(archive.archivable(LATER, 0, 9)).as("not stamped").isEmpty();
            keep(store, bytes(1), bytes(2), store.stamps().pending(0, 3));
            assertThat(archive.archivable(LATER, 0, 9)).isEqualTo(ids.subList(0, 3));
            assertThat(archive.archivable(LATER, ids.get(0), 1)).isEqualTo(ids.subList(1, 2));
            assertThat(archive.archivable(Records.TIME, 0, 9)).as("too young").isEmpty();
            assertThat(archive.last("all")).isNull();
            archive.archived("all", new Link("ab", "one.zip"), ids.subList(0, 1));
            archive.archived("all", new Link("cd", "two.zip"), ids.subList(0, 2));
            archive.archived("other", new Link("ef", "three.zip"), List.of());
        }
        if (indexLost) {
            Files.delete(folder().resolve(IndexSchema.FILE));
        }
        try (SegmentStore store = open()) {
            ArchiveLedger archive = store.archive();
            assertThat(archive.archivable(LATER, 0, 9)).isEqualTo(ids.subList(2, 3));
            assertThat(archive.last("all")).isEqualTo(new Link("cd", "two.zip"));
            assertThat(archive.last("other")).isEqualTo(new Link("ef", "three.zip"));
        }
    }

    @Test
    void removesWholeSegmentsOfWhatMayGo() throws Exception {
        List<Long> ids = new ArrayList<>();
        List<LogRecord> sharing = records.peerBatch(Side.CONSUMER, true, 30);
        try (SegmentStore store = open()) {
            for (LogRecord record : sharing) {
                ids.add(log.writeShared(store, record, 7));
            }
            ArchiveLedger archive = store.archive();
            assertThat(archive.remove(LATER, false))
                    .as("waits for a time-stamp")
                    .isZero();
            keep(store, bytes(1), bytes(2), store.stamps().pending(0, 1));
            assertThat(archive.remove(LATER, true)).as("waits for the archive").isZero();
            assertThat(archive.remove(Records.TIME, false)).as("too young").isZero();
            archive.archived("all", new Link("ab", "one.zip"), ids.subList(0, 20));
            long removed = archive.remove(LATER, true);
            assertThat(removed).isPositive().isLessThanOrEqualTo(20);
            List<Long> left = ids.subList((int) removed, ids.size());
            assertLeft(store, ids, left);
            assertThat(archive.last("all")).isEqualTo(new Link("ab", "one.zip"));
            // a message of the same signature: its time-stamp went with the segments, but for those that need it
            long one = log.writeShared(store, sharing.getFirst(), 7);
            assertThat(requireNonNull(store.reader().read(one)).stamp()).isNotNull();
        }
        Files.delete(folder().resolve(IndexSchema.FILE));
        try (SegmentStore store = open()) {
            assertThat(store.stamps().pending()).isZero();
            assertThat(store.archive().last("all")).isEqualTo(new Link("ab", "one.zip"));
            assertThat(store.archive().archivable(LATER, 0, 99)).hasSize(11);
            assertThat(store.archive().remove(LATER, false)).isPositive();
            assertThat(store.reader().counts().records()).isZero();
            assertThat(store.reader().counts().signatures()).isZero();
        }
        assertThat(events.counts()).isEmpty();
    }

    /** The process died between the steps: first it is written what goes, then the files go, the first ones first. */
    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void aRemovalThatWasCutShortIsFinishedAtTheNextStart(int deleted, boolean indexLost) throws Exception {
        List<Long> ids = new ArrayList<>();
        Path linked = Files.createDirectory(directory.resolve("linked"));
        List<Path> before;
        try (SegmentStore store = open()) {
            for (LogRecord record : records.peerBatch(Side.CONSUMER, true, 30)) {
                ids.add(log.writeShared(store, record, 7));
            }
            keep(store, bytes(1), bytes(2), store.stamps().pending(0, 1));
            before = segments();
            for (Path segment : before) {
                Files.createLink(linked.resolve(segment.getFileName()), segment);
            }
            assertThat(store.archive().remove(LATER, false)).isPositive();
        }
        List<Path> left = segments();
        List<Path> gone =
                before.stream().filter(segment -> !left.contains(segment)).toList();
        assertThat(gone).as("segments that went").hasSizeGreaterThan(2);
        for (Path segment : gone.subList(deleted, gone.size())) {
            Files.move(linked.resolve(segment.getFileName()), segment);
        }
        if (indexLost) {
            Files.delete(folder().resolve(IndexSchema.FILE));
        }
        try (SegmentStore store = open()) {
            assertThat(store.reader().counts().records()).isZero();
            long next = log.write(store, records.ownDirect());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(segments()).doesNotContainAnyElementsOf(gone));
            assertThat(store.stamps().pending()).isEqualTo(1);
            try (EvidenceReader reader = store.reader()) {
                assertThat(reader.counts().records()).isEqualTo(1);
                assertThat(reader.sample(9, new Random(1))).containsExactly(next);
                assertThat(reader.read(ids.getFirst())).isNull();
            }
        }
        assertThat(events.counts()).isEmpty();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aDutyIsDoneOnceAtATime() throws Exception {
        try (SegmentStore store = open()) {
            ArchiveLedger.Duty duty = store.archive().begin("archive").orElseThrow();
            assertThat(store.archive().begin("archive")).isEmpty();
            assertThat(store.archive().begin("stamp")).isPresent();
            duty.close();
            assertThat(store.archive().begin("archive")).isPresent();
        }
    }

    /** Scaled down from the ten million that perf/evidence asks. */
    @Test
    void aHundredThousandAreFoundStampedAndRemovedWhileMoreAreWritten() throws Exception {
        int all = 100_000;
        try (SegmentStore store = SegmentStore.open(
                folder(), Optional::empty, events, new SegmentSettings(8 << 20, 1 << 20), Room.ZEROS)) {
            List<LogRecord> templates = records.ownBatch(Side.CONSUMER, false, 500);
            List<Long> ids = new ArrayList<>();
            while (ids.size() < all) {
                ids.addAll(log.writeTogether(store, templates));
            }
            assertThat(store.stamps().pending()).isEqualTo(all / 500);
            EvidenceReader reader = store.reader();
            long unique = log.write(store, records.ownDirect());
            Evidence wanted = requireNonNull(reader.read(unique));
            assertThat(reader.find(EvidenceQuery.id(wanted.queryId()), 5)).containsExactly(unique);
            store.stamps().pending();
            assertThat(reader.find(EvidenceQuery.id(wanted.queryId()), 5)).containsExactly(unique);
            assertThat(reader.find(EvidenceQuery.id(templates.get(3).queryId()), 1000))
                    .hasSize(all / 500);
            assertThat(reader.find(new EvidenceQuery(null, null, Records.CLIENT, false, Records.TIME, LATER), 10))
                    .isEqualTo(ids.subList(0, 10));
            assertThat(reader.sample(20, new Random(1))).hasSize(20).isSubsetOf(concat(ids, unique));

            keep(store, bytes(1), bytes(2), store.stamps().pending(0, 1000));
            assertThat(store.stamps().pending()).isZero();
            var removal = CompletableFuture.supplyAsync(() -> store.archive().remove(LATER, false));
            long slowest = 0;
            do {
                long start = System.nanoTime();
                log.write(store, records.ownDirect());
                slowest = Math.max(slowest, System.nanoTime() - start);
            } while (!removal.isDone());
            assertThat(removal.get(20, TimeUnit.SECONDS))
                    .isGreaterThan(all * 9L / 10); // the last segment may have got what waits
            assertThat(Duration.ofNanos(slowest))
                    .as("a write beside the removal")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(reader.read(ids.getFirst())).isNull();
            reader.close();
        }
    }

    private static List<Long> concat(List<Long> ids, long one) {
        List<Long> all = new ArrayList<>(ids);
        all.add(one);
        return all;
    }

    private static void assertLeft(SegmentStore store, List<Long> all, List<Long> left) {
        try (EvidenceReader reader = store.reader()) {
            assertThat(reader.counts().records()).isEqualTo(left.size());
            assertThat(reader.sample(1000, new Random(1))).isEqualTo(left);
            for (long id : all) {
                Evidence evidence = reader.read(id);
                if (left.contains(id)) {
                    assertStamp(evidence, new EvidenceStamp(LATER, bytes(1), bytes(2), bytes(4)));
                } else {
                    assertThat(evidence).isNull();
                }
            }
        }
    }

    private static void assertStamp(@Nullable Evidence evidence, EvidenceStamp stamp) {
        assertThat(requireNonNull(evidence).stamp()).usingRecursiveComparison().isEqualTo(stamp);
    }

    private static void keep(
            SegmentStore store, byte[] token, byte @Nullable [] result, List<SignatureDocument> documents) {
        Map<Long, byte @Nullable []> chains = new HashMap<>();
        documents.forEach(document -> chains.put(document.id(), result == null ? null : bytes(4)));
        store.stamps().keep(new Stamped(LATER, token, result, chains));
    }

    private static byte[] bytes(int value) {
        return new byte[] {(byte) value, 0, (byte) value};
    }

    private SegmentStore open() throws IOException {
        return SegmentStore.open(folder(), Optional::empty, events, new SegmentSettings(24_000, 8_000), Room.ZEROS);
    }

    private Path folder() {
        return directory.resolve("log");
    }
}
