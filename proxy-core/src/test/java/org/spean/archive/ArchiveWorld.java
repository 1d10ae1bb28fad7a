package org.spean.archive;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.config.ArchiveGrouping;
import org.spean.crypto.asic.Archive;
import org.spean.crypto.asic.ArchiveEncryption;
import org.spean.crypto.asic.EvidenceFile;
import org.spean.crypto.asic.LinkReport;
import org.spean.event.Events;
import org.spean.messagelog.EvidenceAccess;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.StampLedger.SignatureDocument;
import org.spean.messagelog.StampLedger.Stamped;
import org.spean.messagelog.segment.SegmentStore;

/** A message log, an archive folder and what moves the one into the other. */
final class ArchiveWorld implements AutoCloseable {
    /** When all records are of. */
    static final Instant TIME = Records.TIME;

    private static final Duration LONG = Duration.ofSeconds(20);

    final Path directory;
    final Records records = new Records(5);
    final EvidenceStore store;
    final Archiver archiver;
    final Events events;
    volatile Instant now = TIME.plusSeconds(3600);
    volatile String owner = "CAMBODIA/COM/CAMDX-000201/ss-bank";
    volatile Path place;
    volatile long maxFileSize = 32 << 20;
    volatile Duration age = Duration.ZERO;
    volatile Duration retention = Duration.ofDays(30);
    volatile boolean removeUnarchived;
    volatile ArchiveGrouping grouping = ArchiveGrouping.NONE;
    volatile @Nullable ArchiveEncryption encryption;
    volatile Map<String, ArchiveEncryption> groupEncryption = Map.of();
    private long number;

    ArchiveWorld(Path folder) throws IOException {
        InstantSource clock = () -> now;
        directory = folder.resolve("archive");
        place = directory;
        events = new Events(clock);
        store = SegmentStore.open(folder.resolve("log"), Optional::empty, events);
        number = store.lastId() + 1;
        archiver = new Archiver(new Lent(), this::settings, events, clock);
    }

    private final class Lent implements EvidenceAccess {
        @Override
        public <T, E extends Exception> T with(Task<T, E> task) throws E {
            return task.run(store);
        }
    }

    ArchiveSettings settings() {
        return new ArchiveSettings(
                owner,
                true,
                place,
                Duration.ofSeconds(1),
                age,
                maxFileSize,
                grouping,
                encryption,
                groupEncryption,
                retention,
                Duration.ofSeconds(1),
                removeUnarchived);
    }

    /** Logs a consumer's messages, two to a signature. */
    List<Long> log(int batches) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            ids.addAll(write(records.ownBatch(Side.CONSUMER, i % 2 == 1, 2)));
        }
        return ids;
    }

    List<Long> write(List<LogRecord> sharing) {
        long signature = number++;
        LogRecord first = sharing.getFirst();
        List<RecordRow> rows = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (LogRecord record : sharing) {
            ids.add(number);
            rows.add(new RecordRow(number++, signature, record));
        }
        store.write(new LogBatch(
                        List.of(new SignatureRow(
                                signature,
                                first.side(),
                                first.signature().document(),
                                first.signature().result())),
                        rows))
                .block(LONG);
        return ids;
    }

    /** Stamps all that waits; the archiver does not look into time-stamps. */
    void stamp() {
        Map<Long, byte @Nullable []> chains = new HashMap<>();
        for (SignatureDocument document : store.stamps().pending(0, 10_000)) {
            chains.put(document.id(), records.bytes(800));
        }
        store.stamps().keep(new Stamped(TIME, records.bytes(900), records.bytes(400), chains));
    }

    boolean has(long record) {
        try (EvidenceReader reader = store.reader()) {
            return reader.read(record) != null;
        }
    }

    List<Long> archivable() {
        return store.archive().archivable(Instant.parse("2100-01-01T00:00:00Z"), 0, 10_000);
    }

    /** Names of the archive files; fails if something unfinished lies about. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock") && !name.endsWith(".chain"))
                    .sorted()
                    .toList();
            assertThat(names).allMatch(name -> name.startsWith("mlog-"));
            return names;
        }
    }

    /** The containers of all files of one chain, which must be whole, from its beginning to its end. */
    List<String> chain(String group) throws IOException {
        Map<String, LinkReport> byPrevious = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (String name : files()) {
            try (EvidenceFile file = EvidenceFile.open(directory.resolve(name))) {
                LinkReport link = ((Archive) file).link(name, null);
                assertThat(link).isNotNull();
                assertThat(link.failure()).as(name).isNull();
                assertThat(byPrevious.put(link.previousFile(), link))
                        .as("two files after " + link.previousFile())
                        .isNull();
                names.put(link.previousFile(), name);
            }
        }
        List<String> containers = new ArrayList<>();
        String at = LinkReport.FIRST;
        String digest = "";
        int files = 0;
        while (names.containsKey(at)) {
            String name = names.get(at);
            try (EvidenceFile file = EvidenceFile.open(directory.resolve(name))) {
                LinkReport link = ((Archive) file).link(name, files == 0 ? null : digest);
                assertThat(link).isNotNull();
                assertThat(link.failure()).isNull();
                containers.addAll(((Archive) file).containers());
                digest = link.digest();
            }
            files++;
            at = name;
        }
        assertThat(files).as("files of the chain").isEqualTo(names.size());
        assertThat(store.archive().last(group))
                .isNotNull()
                .satisfies(last -> assertThat(last.fileName()).isEqualTo(names.isEmpty() ? null : endOf(names)));
        return containers;
    }

    private static String endOf(Map<String, String> names) {
        String at = LinkReport.FIRST;
        while (names.containsKey(at)) {
            at = names.get(at);
        }
        return at;
    }

    /** Each of these records is in one container, and nothing else is. */
    void assertHold(List<String> containers, List<Long> ids) {
        assertThat(containers.stream()
                        .map(name -> name.substring(name.lastIndexOf('-') + 1, name.length() - ".asice".length()))
                        .map(digits -> Long.parseLong(digits, 32)))
                .containsExactlyElementsOf(ids);
    }

    @Override
    public void close() {
        archiver.close();
        store.close();
    }
}
