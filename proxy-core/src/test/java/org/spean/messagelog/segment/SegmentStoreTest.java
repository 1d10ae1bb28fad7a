package org.spean.messagelog.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spean.messagelog.SameEvidence.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.event.Events;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.encryption.RecordCipher;

/** What is written is read back, by whoever reads it, and what goes wrong with files is survived. */
class SegmentStoreTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Records records = new Records(7);
    private final Events events = new Events(InstantSource.system());
    private final LogFixture log = new LogFixture();

    @Test
    void givesBackWhatWasWritten() throws Exception {
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader();
                EvidenceReader other = SegmentEvidence.open(folder(), null)) {
            List<LogRecord> all = new ArrayList<>();
            all.addAll(records.ownBatch(Side.CONSUMER, false, 3));
            all.addAll(records.peerBatch(Side.CONSUMER, true, 2));
            all.add(records.ownDirect());
            all.add(records.cutWithBody(100_000));
            all.add(of("CAMBODIA/GOV/CAMDX-000121", "listMethods", null));
            all.add(of("CAMBODIA/GOV/CAMDX-000121", "getSecurityServerHealthData", "v1"));
            all.add(of("CAMBODIA/GOV/CAMDX-000121/a%20b", "x%2By", "v%201"));
            List<Long> ids = new ArrayList<>();
            for (LogRecord record : all) {
                ids.add(log.write(store, record));
                assertSame(other.read(ids.getLast()), ids.getLast(), record);
            }
            store.stamps().pending(); // by now all is indexed
            for (int i = 0; i < all.size(); i++) {
                assertSame(reader.read(ids.get(i)), ids.get(i), all.get(i));
                assertSame(other.read(ids.get(i)), ids.get(i), all.get(i));
            }
            assertThat(reader.read(1)).isNull();
            var counts = reader.counts();
            assertThat(counts.consumerRequests()).isEqualTo(3 + 1 + 3);
            assertThat(counts.consumerResponses()).isEqualTo(2);
            assertThat(counts.providerRequests()).isEqualTo(1);
            assertThat(counts.providerResponses()).isZero();
            assertThat(counts.records()).isEqualTo(all.size());
            assertThat(counts.signatures()).isEqualTo(all.size());
            assertThat(counts.unstamped()).isEqualTo(all.size());
            assertThat(other.counts()).isEqualTo(counts);
        }
    }

    @Test
    void drawsSamples() throws Exception {
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader()) {
            List<Long> ids = new ArrayList<>();
            for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 50)) {
                ids.add(log.write(store, record));
                if (ids.size() == 30) {
                    store.stamps().pending();
                }
            }
            assertThat(reader.sample(100, new Random(1))).isEqualTo(ids);
            List<Long> drawn = reader.sample(10, new Random(1));
            assertThat(drawn).hasSize(10).doesNotHaveDuplicates().isSorted().isSubsetOf(ids);
            assertThat(reader.sample(10, new Random(2))).isNotEqualTo(drawn);
        }
    }

    @Test
    void writingABatchAgainMakesNoDoubles() throws Exception {
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader()) {
            LogRecord record = records.cutWithBody(1000);
            LogBatch batch = log.batch(record);
            store.write(batch).block(LONG);
            store.write(batch).block(LONG);
            assertThat(reader.counts().records()).isEqualTo(1);
            assertThat(reader.counts().signatures()).isEqualTo(1);
            store.stamps().pending();
            assertThat(reader.counts().records()).isEqualTo(1);
            assertThat(reader.counts().signatures()).isEqualTo(1);
            assertSame(reader.read(log.number), log.number, record);
        }
    }

    @Test
    void goesOnFromTheGreatestNumber() throws Exception {
        try (SegmentStore store = open()) {
            assertThat(store.lastId()).isZero();
            log.write(store, records.ownDirect());
        }
        try (SegmentStore store = open()) {
            assertThat(store.lastId()).isEqualTo(log.number);
        }
        try (SegmentStore store = open()) {
            assertThat(store.lastId()).isEqualTo(log.number);
            assertThat(store.reader().counts().records()).isEqualTo(1);
        }
        assertThat(events.counts()).isEmpty();
    }

    @Test
    void belongsToOneGateway() throws Exception {
        try (SegmentStore store = open()) {
            assertThatThrownBy(this::open).hasMessageContaining("another gateway writes this message log");
            log.write(store, records.ownDirect());
        }
        open().close();
    }

    @Test
    void aFolderThatIsGoneIsNotMadeAgainAndServesWhenItIsBack() throws Exception {
        try (SegmentStore store = open()) {
            log.write(store, records.ownDirect());
            Path elsewhere = directory.resolve("elsewhere");
            Files.move(folder(), elsewhere);
            LogBatch batch = log.batch(records.ownDirect());
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("0000000001.segment");
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("gone");
            assertThatThrownBy(() -> store.probe().block(LONG)).hasMessageContaining("gone");
            assertThat(folder()).doesNotExist();
            Files.move(elsewhere, folder());
            store.write(batch).block(LONG);
            log.write(store, records.ownDirect());
            assertThat(store.stamps().pending()).isEqualTo(3);
            assertThat(store.reader().counts().records()).isEqualTo(3);
        }
    }

    @Test
    void aSegmentThatWasReplacedIsNoticed() throws Exception {
        try (SegmentStore store = open()) {
            log.write(store, records.ownDirect());
            Path segment = folder().resolve("0000000001.segment");
            Path copy = directory.resolve("copy");
            Files.copy(segment, copy);
            Files.delete(segment);
            Files.move(copy, segment);
            LogBatch batch = log.batch(records.ownDirect());
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("replaced");
        }
    }

    @Test
    void aFullDiskFailsAWriteAndNotTheOneAfterRoomWasMade() throws Exception {
        AtomicLong left = new AtomicLong(400_000);
        Room room = (channel, from, to) -> {
            if (left.addAndGet(from - to) < 0) {
                left.addAndGet(to - from);
                throw new IOException("No space left on device");
            }
            Zeros.fill(channel, from, to);
        };
        try (SegmentStore store =
                SegmentStore.open(folder(), Optional::empty, events, new SegmentSettings(1 << 20, 100_000), room)) {
            LogRecord large = records.cutWithBody(90_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 30; i++) {
                            log.write(store, large);
                        }
                    })
                    .hasMessageContaining(folder().toString())
                    .hasMessageContaining("No space left");
            long written = store.reader().counts().records();
            assertThat(written).isPositive();
            assertThatThrownBy(() -> log.write(store, large)).hasMessageContaining("No space left");
            left.set(1L << 30);
            for (int i = 0; i < 30; i++) {
                log.write(store, large);
            }
            assertThat(store.stamps().pending()).isEqualTo(written + 30);
            assertThat(folder().resolve("0000000003.segment")).exists();
        }
        assertThat(events.counts()).isEmpty();
    }

    @Test
    void goesOnInTheNextSegmentAndKeepsSignaturesWithTheirRecords() throws Exception {
        List<LogRecord> batch = records.peerBatch(Side.PROVIDER, true, 40);
        List<Long> ids = new ArrayList<>();
        try (SegmentStore store = open(small())) {
            for (LogRecord record : batch) {
                ids.add(log.writeShared(store, record, 1));
            }
            assertThat(Files.exists(folder().resolve("0000000003.segment"))).isTrue();
            assertThat(store.stamps().pending()).isEqualTo(1);
            assertThat(store.reader().counts().signatures()).isEqualTo(1);
        }
        Files.delete(folder().resolve("0000000001.segment"));
        try (EvidenceReader reader = SegmentEvidence.open(folder(), null)) {
            assertThat(reader.read(ids.getFirst())).isNull();
            assertSame(reader.read(ids.getLast()), ids.getLast(), batch.getLast());
            assertThat(reader.counts().signatures()).isEqualTo(1);
        }
    }

    @Test
    void aRecordLargerThanASegmentHasOneOfItsOwn() throws Exception {
        LogRecord large = records.cutWithBody(300_000);
        LogRecord direct = records.ownDirect();
        try (SegmentStore store = open(small());
                EvidenceReader reader = store.reader()) {
            long first = log.write(store, direct);
            long second = log.write(store, large);
            long third = log.write(store, direct);
            assertSame(reader.read(first), first, direct);
            assertSame(reader.read(second), second, large);
            assertSame(reader.read(third), third, direct);
        }
    }

    @Test
    void messagesAreEncryptedUnderTheKeyOfTheMomentAndReadUnderAllThatAreKnown() throws Exception {
        byte[] one = new byte[32];
        byte[] two = new byte[32];
        two[0] = 1;
        RecordCipher old = new RecordCipher("1", Map.of("1", one));
        RecordCipher both = new RecordCipher("2", Map.of("1", one, "2", two));
        AtomicReference<Optional<RecordCipher>> cipher = new AtomicReference<>(Optional.empty());
        LogRecord record = records.cutWithBody(5_000);
        LogRecord direct = records.ownDirect();
        List<Long> ids = new ArrayList<>();
        try (SegmentStore store = SegmentStore.open(folder(), cipher::get, events)) {
            ids.add(log.write(store, record));
            cipher.set(Optional.of(old));
            ids.add(log.write(store, direct));
            ids.add(log.write(store, record));
            cipher.set(Optional.of(both));
            ids.add(log.write(store, direct));
            assertSame(store.reader().read(ids.get(2)), ids.get(2), record);
        }
        byte[] segment = Files.readAllBytes(folder().resolve("0000000001.segment"));
        assertThat(count(segment, record.attachments().getFirst())).isEqualTo(1);
        assertThat(count(segment, direct.message())).isZero();
        try (EvidenceReader reader = SegmentEvidence.open(folder(), both)) {
            assertSame(reader.read(ids.get(0)), ids.get(0), record);
            assertSame(reader.read(ids.get(1)), ids.get(1), direct);
            assertSame(reader.read(ids.get(2)), ids.get(2), record);
            assertSame(reader.read(ids.get(3)), ids.get(3), direct);
        }
        try (EvidenceReader reader = SegmentEvidence.open(folder(), old)) {
            assertThatThrownBy(() -> reader.read(ids.get(3))).hasMessageContaining("'2', which is not configured");
        }
        try (EvidenceReader reader = SegmentEvidence.open(folder(), null)) {
            assertThatThrownBy(() -> reader.read(ids.get(1))).hasMessageContaining("'1', and none is configured");
            assertThat(reader.counts().records()).isEqualTo(4);
        }
    }

    @Test
    void refusesWhatIsNoLog() throws Exception {
        assertThatThrownBy(() -> SegmentEvidence.open(directory.resolve("none"), null))
                .hasMessageContaining("no such folder");
        assertThatThrownBy(() -> SegmentEvidence.open(directory, null)).hasMessageContaining("not a message log");
        Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> SegmentStore.open(directory.resolve("file"), Optional::empty, events))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file");
    }

    private static int count(byte[] bytes, byte[] wanted) {
        int found = 0;
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.mismatch(bytes, at, at + wanted.length, wanted, 0, wanted.length) < 0) {
                found++;
            }
        }
        return found;
    }

    private SegmentStore open() throws IOException {
        return SegmentStore.open(folder(), Optional::empty, events);
    }

    private SegmentStore open(SegmentSettings settings) throws IOException {
        return SegmentStore.open(folder(), Optional::empty, events, settings, Room.ZEROS);
    }

    private static SegmentSettings small() {
        return new SegmentSettings(32_000, 8_000);
    }

    private Path folder() {
        return directory.resolve("log");
    }

    private LogRecord of(String provider, String code, @Nullable String version) {
        LogRecord some = records.ownDirect();
        ServiceId service = ServiceId.parse("a/b/c/d/" + code + (version == null ? "" : "/" + version));
        return new LogRecord(
                some.side(),
                some.response(),
                some.queryId(),
                some.requestId(),
                some.client(),
                new ServiceId(ClientId.parse(provider), service.serviceCode(), service.version()),
                some.time(),
                some.message(),
                true,
                List.of(),
                some.digests(),
                some.signature());
    }
}
