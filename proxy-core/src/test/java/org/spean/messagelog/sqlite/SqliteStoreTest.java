package org.spean.messagelog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LoggedSignature.OwnSignature;
import org.spean.messagelog.LoggedSignature.PeerSignature;
import org.spean.messagelog.RecordStore;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.StampLedger;

class SqliteStoreTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Records records = new Records(7);
    private long number;

    @Test
    void givesBackWhatWasWritten() throws Exception {
        try (SqliteStore store = SqliteStore.open(file());
                SqliteEvidence evidence = SqliteEvidence.open(file())) {
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
                ids.add(write(store, record));
            }
            for (int i = 0; i < all.size(); i++) {
                assertSame(evidence.read(ids.get(i)), ids.get(i), all.get(i));
            }
            assertThat(evidence.read(1)).isNull();
            var counts = evidence.counts();
            assertThat(counts.consumerRequests()).isEqualTo(3 + 1 + 3);
            assertThat(counts.consumerResponses()).isEqualTo(2);
            assertThat(counts.providerRequests()).isEqualTo(1);
            assertThat(counts.providerResponses()).isZero();
            assertThat(counts.records()).isEqualTo(all.size());
            assertThat(counts.signatures()).isEqualTo(all.size());
            assertThat(counts.unstamped()).isEqualTo(all.size());
        }
    }

    @Test
    void drawsSamples() throws Exception {
        try (SqliteStore store = SqliteStore.open(file());
                SqliteEvidence evidence = SqliteEvidence.open(file())) {
            List<Long> ids = new ArrayList<>();
            for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 50)) {
                ids.add(write(store, record));
            }
            assertThat(evidence.sample(100, new Random(1))).isEqualTo(ids);
            List<Long> drawn = evidence.sample(10, new Random(1));
            assertThat(drawn).hasSize(10).doesNotHaveDuplicates().isSorted().isSubsetOf(ids);
            assertThat(evidence.sample(10, new Random(2))).isNotEqualTo(drawn);
        }
    }

    @Test
    void writingABatchAgainMakesNoDoubles() throws Exception {
        try (SqliteStore store = SqliteStore.open(file());
                SqliteEvidence evidence = SqliteEvidence.open(file())) {
            LogRecord record = records.cutWithBody(1000);
            LogBatch batch = batch(record);
            store.write(batch).block(LONG);
            store.write(batch).block(LONG);
            assertThat(evidence.counts().records()).isEqualTo(1);
            assertThat(evidence.counts().signatures()).isEqualTo(1);
            assertSame(evidence.read(number), number, record);
        }
    }

    @Test
    void goesOnFromTheGreatestNumber() throws Exception {
        try (SqliteStore store = SqliteStore.open(file())) {
            assertThat(store.lastId()).isZero();
            write(store, records.ownDirect());
        }
        try (SqliteStore store = SqliteStore.open(file())) {
            assertThat(store.lastId()).isEqualTo(number);
        }
        assertThat(file().resolveSibling("log.db-wal")).as("closed in order").doesNotExist();
    }

    @Test
    void aLockedFileFailsAWriteAndNotTheNext() throws Exception {
        try (SqliteStore store = SqliteStore.open(file());
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            LogBatch batch = batch(records.ownDirect());
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("locked");
            assertThatThrownBy(() -> store.probe().block(LONG)).hasMessageContaining("locked");
            statement.execute("ROLLBACK");
            store.probe().block(LONG);
            store.write(batch).block(LONG);
            assertIntact(1);
        }
    }

    @Test
    void aFileThatIsGoneIsNotMadeAgainAndServesWhenItIsBack() throws Exception {
        try (SqliteStore store = SqliteStore.open(file())) {
            write(store, records.ownDirect());
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            move(directory.resolve("data"), elsewhere);
            LogBatch batch = batch(records.ownDirect());
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("log.db");
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("gone");
            assertThat(file()).doesNotExist();
            move(elsewhere, directory.resolve("data"));
            store.write(batch).block(LONG);
            write(store, records.ownDirect());
        }
        assertIntact(3);
    }

    @Test
    void aFileThatWasReplacedIsNoticed() throws Exception {
        try (SqliteStore store = SqliteStore.open(file())) {
            write(store, records.ownDirect());
            Path copy = directory.resolve("copy.db");
            Files.copy(file(), copy);
            Files.delete(file());
            Files.move(copy, file());
            LogBatch batch = batch(records.ownDirect());
            assertThatThrownBy(() -> store.write(batch).block(LONG)).hasMessageContaining("replaced");
        }
    }

    @Test
    void aFullDiskFailsAWriteAndNotTheOneAfterRoomWasMade() throws Exception {
        try (SqliteStore store = SqliteStore.open(file())) {
            write(store, records.ownDirect());
            store.limitPages(store.pages() + 3);
            LogBatch large = batch(records.cutWithBody(200_000));
            assertThatThrownBy(() -> store.write(large).block(LONG)).hasMessageContaining("full");
            store.limitPages(1_000_000);
            store.write(large).block(LONG);
            assertIntact(2);
        }
    }

    @Test
    void theJournalStartsOverUnderConstantLoad() throws Exception {
        byte[] body = records.bytes(400_000);
        try (SqliteStore store = SqliteStore.open(file(), 4_000_000)) {
            for (int i = 0; i < 150; i++) {
                write(store, withBody(body));
            }
            assertThat(store.counters().checkpoints()).isGreaterThan(3);
            assertThat(Files.size(file().resolveSibling("log.db-wal"))).isLessThan(40_000_000);
            assertIntact(150);
        }
    }

    @Test
    void theJournalStartsOverWithSmallCommitsToo() throws Exception {
        try (SqliteStore store = SqliteStore.open(file(), 1_000_000)) {
            for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 400)) {
                write(store, record);
            }
            assertThat(store.counters().checkpoints()).isGreaterThan(3);
            assertThat(Files.size(file().resolveSibling("log.db-wal"))).isLessThan(10_000_000);
        }
    }

    @Test
    void refusesWhatIsNoLogOfThisVersion() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "something else altogether, long enough to be no header of a database ".repeat(3));
        assertThatThrownBy(() -> SqliteStore.open(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("not a database");

        Files.delete(file());
        sql("CREATE TABLE other(id INTEGER)");
        assertThatThrownBy(() -> SqliteStore.open(file())).hasMessageContaining("not a message log");

        Files.delete(file());
        SqliteStore.open(file()).close();
        sql("PRAGMA user_version = 2");
        assertThatThrownBy(() -> SqliteStore.open(file())).hasMessageContaining("version 2 (expected: 1)");
        assertThatThrownBy(() -> SqliteEvidence.open(file())).hasMessageContaining("version 2 (expected: 1)");
        assertThatThrownBy(() -> SqliteEvidence.open(directory.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void stampsArchivesAndRemoves() throws Exception {
        try (SqliteStore store = SqliteStore.open(file());
                EvidenceReader reader = store.reader()) {
            LogRecord first = records.ownDirect();
            long one = write(store, first);
            long two = write(store, records.ownDirect());
            StampLedger stamps = store.stamps();
            ArchiveLedger archive = store.archive();
            Instant later = Records.TIME.plusSeconds(1);
            assertThat(reader.find(EvidenceQuery.id(first.queryId()), 9)).containsExactly(one);
            assertThat(stamps.pending()).isEqualTo(2);
            assertThat(archive.archivable(later, 0, 9)).isEmpty();

            StampLedger.SignatureDocument document = stamps.pending(0, 9).getFirst();
            assertThat(document.document()).isEqualTo(first.signature().document());
            stamps.keep(new StampLedger.Stamped(
                    later, new byte[] {7}, null, Collections.singletonMap(document.id(), null)));
            assertThat(stamps.pending()).isEqualTo(1);
            Evidence stamped = reader.read(one);
            assertThat(stamped).isNotNull();
            assertThat(stamped.stamp())
                    .usingRecursiveComparison()
                    .isEqualTo(new EvidenceStamp(later, new byte[] {7}, null, null));
            assertThat(archive.archivable(later, 0, 9)).containsExactly(one);
            assertThat(archive.archivable(Records.TIME, 0, 9)).isEmpty();

            assertThat(archive.remove(later, true)).isZero();
            archive.archived("g", new ArchiveLedger.Link("ab", "a.zip"), List.of(one));
            assertThat(archive.last("g")).isEqualTo(new ArchiveLedger.Link("ab", "a.zip"));
            assertThat(archive.archivable(later, 0, 9)).isEmpty();
            assertThat(archive.remove(later, true)).isEqualTo(1);
            assertThat(reader.read(one)).isNull();
            assertThat(archive.remove(later, false)).isZero();
            assertThat(reader.read(two)).isNotNull();
        }
    }

    @Test
    void theReaderCannotWrite() throws Exception {
        SqliteStore.open(file()).close();
        try (Connection connection = Schema.openForReading(file());
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("DELETE FROM record")).hasMessageContaining("readonly");
        }
    }

    private Path file() {
        return directory.resolve("data").resolve("log.db");
    }

    private long write(RecordStore store, LogRecord record) {
        store.write(batch(record)).block(LONG);
        return number;
    }

    private LogBatch batch(LogRecord record) {
        long signature = ++number;
        return new LogBatch(
                List.of(new SignatureRow(
                        signature,
                        record.side(),
                        record.signature().document(),
                        record.signature().result())),
                List.of(new RecordRow(++number, signature, record)));
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

    private LogRecord withBody(byte[] body) {
        LogRecord some = records.cutWithBody(1);
        return new LogRecord(
                some.side(),
                some.response(),
                some.queryId(),
                some.requestId(),
                some.client(),
                some.service(),
                some.time(),
                some.message(),
                false,
                List.of(body),
                some.digests(),
                some.signature());
    }

    private static void assertSame(@Nullable Evidence read, long id, LogRecord written) {
        assertThat(read).isNotNull();
        assertThat(read.id()).isEqualTo(id);
        assertThat(read.side()).isEqualTo(written.side());
        assertThat(read.response()).isEqualTo(written.response());
        assertThat(read.queryId()).isEqualTo(written.queryId());
        assertThat(read.requestId()).isEqualTo(written.requestId());
        assertThat(read.client()).isEqualTo(written.client());
        assertThat(read.service()).isEqualTo(written.service());
        assertThat(read.signer()).isEqualTo(written.signer());
        assertThat(read.time()).isEqualTo(written.time());
        assertThat(read.octets()).isEqualTo(written.message());
        assertThat(read.wholeMessage()).isEqualTo(written.wholeMessage());
        assertThat(read.attachments())
                .usingElementComparator(java.util.Arrays::compare)
                .isEqualTo(written.attachments());
        assertThat(read.digests()).usingRecursiveComparison().isEqualTo(written.digests());
        assertThat(read.signature())
                .usingRecursiveComparison()
                .isEqualTo(
                        switch (written.signature()) {
                            case OwnSignature own -> own.signed().parts();
                            case PeerSignature peer -> peer.parts();
                        });
    }

    private void assertIntact(int records) throws Exception {
        try (Connection connection = Schema.openForReading(file());
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("ok");
            }
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM record")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(records);
            }
        }
    }

    private void sql(String text) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.move(file, to.resolve(file.getFileName()));
            }
        }
    }
}
