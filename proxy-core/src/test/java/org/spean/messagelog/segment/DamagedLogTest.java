package org.spean.messagelog.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.spean.messagelog.SameEvidence.assertSame;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.event.Events;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;

/** What is left of a log that was cut, changed, or has lost its index: all that is whole, and a word about the rest. */
class DamagedLogTest {

    @TempDir
    Path directory;

    private final Records records = new Records(9);
    private final Events events = new Events(InstantSource.system());
    private final LogFixture log = new LogFixture();
    private final List<LogRecord> written = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();

    @Test
    void aWriteThatDidNotEndIsCutAtEveryByte() throws Exception {
        write(3);
        Path segment = segment(1);
        byte[] whole = Files.readAllBytes(segment);
        int begin = lastBatchOfRecords(whole);
        int end = begin + BatchBuffer.HEADER + ByteBuffer.wrap(whole).getInt(begin + 12);
        Random random = new Random(5);
        for (int i = 0; i < 25; i++) {
            int cut = i < 5 ? begin + i * 7 : begin + random.nextInt(end - begin);
            byte[] torn = whole.clone();
            Arrays.fill(torn, cut, torn.length, (byte) 0);
            clear();
            Files.write(segment, torn);
            try (SegmentStore store = open();
                    EvidenceReader reader = store.reader()) {
                assertThat(store.lastId()).isEqualTo(ids.get(1));
                assertThat(reader.sample(9, random)).isEqualTo(ids.subList(0, 2));
                LogFixture on = new LogFixture();
                on.number = 100;
                LogRecord next = records.ownDirect();
                long id = on.write(store, next);
                assertSame(reader.read(id), id, next);
            }
            assertThat(events.counts()).isEmpty();
        }
    }

    @Test
    void aWriteThatReachedTheDiskInPartIsCut() throws Exception {
        write(3);
        Path segment = segment(1);
        byte[] torn = Files.readAllBytes(segment);
        int begin = lastBatchOfRecords(torn);
        int end = begin + BatchBuffer.HEADER + ByteBuffer.wrap(torn).getInt(begin + 12);
        Arrays.fill(torn, begin, begin + 600, (byte) 0); // the first page is missing, later ones are there
        Arrays.fill(torn, end, torn.length, (byte) 0);
        clear();
        Files.write(segment, torn);
        try (SegmentStore store = open()) {
            assertThat(store.reader().sample(9, new Random(1))).isEqualTo(ids.subList(0, 2));
        }
        assertThat(events.counts()).isEmpty();
    }

    @Test
    void damageInTheMiddleIsReportedByNameAndWhatIsBehindItIsServed() throws Exception {
        write(5);
        flip(1, written.get(1).requestId());
        Files.delete(directory.resolve("log").resolve(IndexSchema.FILE));
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader()) {
            assertThat(store.stamps().pending()).isPositive();
            assertThat(events.count(Events.Kind.MESSAGE_LOG_DAMAGED)).isPositive();
            assertThat(events.recent()).anySatisfy(event -> {
                assertThat(event.subject()).isEqualTo("0000000001.segment");
                assertThat(event.reason()).contains("bytes ", "are not what was written", "the rest is served");
            });
            assertThat(reader.read(ids.get(1))).isNull();
            for (int i : new int[] {0, 2, 3, 4}) {
                assertSame(reader.read(ids.get(i)), ids.get(i), written.get(i));
            }
            LogRecord next = records.ownDirect();
            long id = log.write(store, next);
            assertSame(reader.read(id), id, next);
            assertThat(segment(2)).as("nothing is written behind damage").exists();
        }
        Events again = new Events(InstantSource.system());
        try (SegmentStore store = SegmentStore.open(directory.resolve("log"), Optional::empty, again)) {
            assertThat(store.reader().counts().records()).isEqualTo(5);
        }
    }

    @Test
    void damageOfWhatIsIndexedIsNamedWhenItIsRead() throws Exception {
        write(3);
        flip(1, written.get(1).requestId());
        try (EvidenceReader reader = SegmentEvidence.open(directory.resolve("log"), null)) {
            assertThatThrownBy(() -> reader.read(ids.get(1)))
                    .hasMessageContaining("0000000001.segment at ")
                    .hasMessageContaining("checksum");
            assertSame(reader.read(ids.get(2)), ids.get(2), written.get(2));
        }
    }

    @Test
    void aLostIndexIsMadeAnew() throws Exception {
        write(40);
        var before = counts();
        for (String damage : new String[] {"deleted", "garbage", "another"}) {
            Path index = directory.resolve("log").resolve(IndexSchema.FILE);
            switch (damage) {
                case "deleted" -> Files.delete(index);
                case "garbage" -> Files.writeString(index, "no index at all ".repeat(1000));
                default -> {
                    try (SegmentStore other = SegmentStore.open(directory.resolve("other"), Optional::empty, events)) {
                        new LogFixture().write(other, records.ownDirect());
                    }
                    Files.copy(
                            directory.resolve("other").resolve(IndexSchema.FILE),
                            index,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            try (EvidenceReader reader = SegmentEvidence.open(directory.resolve("log"), null)) {
                if (!damage.equals("another")) {
                    assertThat(reader.counts()).as("without an index").isEqualTo(before);
                }
            }
            try (SegmentStore store = open();
                    EvidenceReader reader = store.reader()) {
                assertThat(store.stamps().pending()).isEqualTo(before.unstamped());
                assertThat(reader.counts()).isEqualTo(before);
                LogRecord some = written.get(17);
                assertThat(reader.find(EvidenceQuery.id(some.queryId()), 5)).containsExactly(ids.get(17));
            }
            long told = List.of("deleted", "garbage", "another").indexOf(damage);
            assertThat(events.count(Events.Kind.MESSAGE_LOG_INDEX)).isEqualTo(told);
        }
    }

    /** Nobody has to start anew: whoever meets the damage has the index made again. */
    @Test
    void anIndexThatIsDamagedWhileItIsUsedIsMadeAnew() throws Exception {
        write(40);
        Path index = directory.resolve("log").resolve(IndexSchema.FILE);
        LogRecord some = written.get(17);
        try (SegmentStore store = open()) {
            assertThat(store.stamps().pending()).isEqualTo(40); // all is indexed
            int size = (int) Files.size(index);
            byte[] garbage = "no page of an index".repeat(size / 19).getBytes(StandardCharsets.US_ASCII);
            try (RandomAccessFile file = new RandomAccessFile(index.toFile(), "rw")) {
                file.seek(4096); // the first page says that it is an index
                file.write(garbage, 0, size - 4096 - 19);
            }
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(MessageLogException.class)
                    .untilAsserted(() -> {
                        try (EvidenceReader reader = store.reader()) {
                            assertThat(reader.find(EvidenceQuery.id(some.queryId()), 5))
                                    .containsExactly(ids.get(17));
                        }
                    });
            assertThat(events.count(Events.Kind.MESSAGE_LOG_INDEX)).isPositive();
            LogRecord next = records.ownDirect();
            long id = log.write(store, next);
            assertThat(store.stamps().pending()).isEqualTo(41);
            try (EvidenceReader reader = store.reader()) {
                assertSame(reader.read(id), id, next);
                assertSame(reader.read(ids.get(17)), ids.get(17), some);
            }
        }
        assertThat(events.counts()).containsOnlyKeys(Events.Kind.MESSAGE_LOG_INDEX);
    }

    @Test
    void aDamagedRecordIsReportedWhenAGatewayReadsItAndTheOthersAreServed() throws Exception {
        write(3);
        flip(1, written.get(1).requestId());
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader()) {
            assertThatThrownBy(() -> reader.read(ids.get(1))).isInstanceOf(MessageLogException.class);
            assertThat(events.count(Events.Kind.MESSAGE_LOG_DAMAGED))
                    .as("at the start, as it is in the last segment, and now")
                    .isEqualTo(2);
            assertThat(events.recent().getLast().reason()).contains("0000000001.segment at ", "checksum");
            assertSame(reader.read(ids.get(2)), ids.get(2), written.get(2));
        }
    }

    @Test
    void aFileWithTheNameOfASegmentIsReportedAndLeftAlone() throws Exception {
        write(2);
        Files.writeString(segment(2), "something else, long enough to have a header of sixty-four bytes or more");
        try (SegmentStore store = open()) {
            assertThat(events.recent().getFirst().subject()).isEqualTo("0000000002.segment");
            log.write(store, records.ownDirect());
            assertThat(segment(3)).exists();
            assertThat(store.reader().counts().records()).isEqualTo(3);
        }
        assertThat(Files.readString(segment(2))).startsWith("something else");
    }

    private void write(int count) throws Exception {
        try (SegmentStore store = open()) {
            for (LogRecord record : records.ownBatch(Side.PROVIDER, false, count)) {
                written.add(record);
                ids.add(log.write(store, record));
            }
            store.stamps().pending();
        }
    }

    private EvidenceCounts counts() throws IOException {
        try (EvidenceReader reader = SegmentEvidence.open(directory.resolve("log"), null)) {
            return reader.counts();
        }
    }

    private SegmentStore open() throws IOException {
        return SegmentStore.open(directory.resolve("log"), Optional::empty, events);
    }

    private Path segment(long number) {
        return directory.resolve("log").resolve(SegmentFiles.name(number));
    }

    /** The batch before the one that a close in order writes. */
    private static int lastBatchOfRecords(byte[] segment) {
        String text = new String(segment, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf("SPBT");
        return text.lastIndexOf("SPBT", end - 1);
    }

    private void flip(long segment, String text) throws IOException {
        String bytes = Files.readString(segment(segment), StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(segment(segment).toFile(), "rw")) {
            int at = bytes.indexOf(text);
            file.seek(at);
            file.write(bytes.charAt(at) ^ 1);
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("log"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
