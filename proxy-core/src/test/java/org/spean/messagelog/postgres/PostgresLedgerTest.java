package org.spean.messagelog.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.spean.messagelog.SameEvidence.assertSame;
import static org.spean.messagelog.postgres.PostgresStoreTest.settings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spean.messagelog.ArchiveLedger.Duty;
import org.spean.messagelog.ArchiveLedger.Link;
import org.spean.messagelog.Batches;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.StampLedger.SignatureDocument;
import org.spean.messagelog.StampLedger.Stamped;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;

/** Time-stamps, the archive, and what goes when. */
class PostgresLedgerTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Instant MONDAY = Instant.parse("2026-11-23T00:00:00Z");
    private static final Instant TUESDAY = MONDAY.plus(1, ChronoUnit.DAYS);
    private static final Instant WEDNESDAY = MONDAY.plus(2, ChronoUnit.DAYS);

    private final Database database = PostgresServer.shared().newDatabase();
    private final Records records = new Records(7);
    private PostgresStore store;
    private EvidenceReader reader;
    private Batches batches;

    @BeforeEach
    void open() throws Exception {
        store = PostgresStore.open(settings(database), Optional::empty);
        reader = store.reader();
        batches = new Batches(store, MONDAY);
    }

    @AfterEach
    void close() {
        reader.close();
        store.close();
    }

    @Test
    void aStampCoversSignaturesAndIsReadBack() {
        LogBatch own = write(batches.of(records.ownBatch(Side.CONSUMER, false, 3)));
        LogBatch peer = write(batches.of(records.peerBatch(Side.CONSUMER, true, 2)));
        assertThat(store.stamps().pending()).isEqualTo(2);
        List<SignatureDocument> pending = store.stamps().pending(0, 10);
        assertThat(pending.stream().map(SignatureDocument::id)).containsExactly(signature(own), signature(peer));
        assertThat(pending.getFirst().document())
                .isEqualTo(own.signatures().getFirst().document());
        assertThat(store.stamps().pending(0, 1)).hasSize(1);
        assertThat(store.stamps().pending(signature(own), 10)).hasSize(1);
        assertThat(requireNonNull(store.stamps().of(record(peer))).id()).isEqualTo(signature(peer));
        assertThat(store.stamps().of(5)).isNull();

        Instant time = Instant.parse("2026-11-23T09:10:11.123456Z");
        byte[] token = records.bytes(3000);
        byte[] result = records.bytes(300);
        Map<Long, byte @Nullable []> chains = new LinkedHashMap<>();
        chains.put(signature(own), records.bytes(50));
        chains.put(signature(peer), records.bytes(60));
        store.stamps().keep(new Stamped(time, token, result, chains));
        assertThat(store.stamps().pending()).isZero();
        assertThat(store.stamps().pending(0, 10)).isEmpty();
        Evidence read = requireNonNull(reader.read(record(peer)));
        assertThat(requireNonNull(read.stamp()).time()).isEqualTo(time);
        assertThat(read.stamp().token()).isEqualTo(token);
        assertThat(read.stamp().result()).isEqualTo(result);
        assertThat(read.stamp().chain()).isEqualTo(chains.get(signature(peer)));
        assertSame(read, record(peer), requireNonNull(batches.all().get(record(peer))));

        store.stamps().keep(stamp(own, peer));
        assertThat(requireNonNull(requireNonNull(reader.read(record(own))).stamp())
                        .token())
                .as("the first stamp stays")
                .isEqualTo(token);
        write(own);
        assertThat(store.stamps().pending()).as("written again").isZero();
    }

    @Test
    void aStampOverOneDocumentHasNoChain() {
        LogBatch own = write(batches.of(List.of(records.ownDirect())));
        store.stamps().keep(stamp(own));
        Evidence read = requireNonNull(reader.read(record(own)));
        assertThat(requireNonNull(read.stamp()).result()).isNull();
        assertThat(read.stamp().chain()).isNull();
    }

    /** More than the database is told at a time. */
    @Test
    void aStampOverManySignaturesIsKeptWhole() {
        List<LogRecord> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(records.small());
        }
        LogBatch batch = write(batches.of(many));
        long forced = batch.signatures().get(500).id();
        store.stamps().keep(new Stamped(MONDAY, records.bytes(99), null, Collections.singletonMap(forced, null)));
        Map<Long, byte @Nullable []> chains = new LinkedHashMap<>();
        batch.signatures()
                .reversed()
                .forEach(row -> chains.put(row.id(), Long.toString(row.id()).getBytes(UTF_8)));
        store.stamps().keep(new Stamped(MONDAY, records.bytes(100), records.bytes(10), chains));
        assertThat(store.stamps().pending()).isZero();
        for (LogBatch.RecordRow row : batch.records()) {
            EvidenceStamp stamp =
                    requireNonNull(requireNonNull(reader.read(row.id())).stamp());
            assertThat(stamp.chain()).isEqualTo(row.signature() == forced ? null : chains.get(row.signature()));
        }
        assertThat(number("SELECT count(*) FROM messagelog.stamp")).isEqualTo(2);
    }

    @Test
    void archivesWhatIsStampedAndOldEnoughOnce() {
        LogBatch first = write(batches.of(records.ownBatch(Side.CONSUMER, false, 3)));
        LogBatch second = write(batches.of(records.peerBatch(Side.CONSUMER, true, 2)));
        Instant later = Records.TIME.plusSeconds(1);
        assertThat(store.archive().archivable(later, 0, 10)).isEmpty();
        store.stamps().keep(stamp(second));
        assertThat(store.archive().archivable(Records.TIME, 0, 10)).isEmpty();
        assertThat(store.archive().archivable(later, 0, 10)).isEqualTo(ids(second));
        store.stamps().keep(stamp(first));
        assertThat(store.archive().archivable(later, 0, 10)).hasSize(5).isSorted();
        assertThat(store.archive().archivable(later, 0, 2)).isEqualTo(ids(first).subList(0, 2));
        assertThat(store.archive().archivable(later, ids(first).get(1), 1))
                .containsExactly(ids(first).get(2));

        assertThat(store.archive().last("a/b")).isNull();
        store.archive().archived("a/b", new Link("0a", "one.zip"), ids(first));
        store.archive().archived("a/b", new Link("0b", "two.zip"), List.of());
        assertThat(store.archive().last("a/b")).isEqualTo(new Link("0b", "two.zip"));
        assertThat(store.archive().archivable(later, 0, 10)).isEqualTo(ids(second));
    }

    /** Without statistics the server would rather read a table from end to end. */
    @Test
    void noQuestionReadsWhatItDoesNotAskFor() throws Exception {
        write(batches.of(records.ownBatch(Side.CONSUMER, false, 1)));
        database.execute(
                "INSERT INTO messagelog.record(id, signature, provider_side, response, time, query_id, request_id,"
                        + " client, provider, service, whole, algorithm, digests, message)"
                        + " SELECT id + n, signature, provider_side, response, time, query_id || n, request_id,"
                        + " client, provider, service, whole, algorithm, digests, message"
                        + " FROM messagelog.record, generate_series(1, 60000) n");
        List<Object> values = new ArrayList<>();
        String find = PostgresEvidence.text(EvidenceQuery.id("CAMBODIA-1"), values);
        values.add(1);
        assertThat(plan(find, values.toArray())).contains("query_id_idx").doesNotContain("_pkey");
        assertThat(plan(PostgresLedger.ARCHIVABLE, 0L, Long.MAX_VALUE, WEDNESDAY.atOffset(ZoneOffset.UTC), 10))
                .contains("Index Cond: (id = u.record)")
                .doesNotContain("Seq Scan on record");
    }

    private String plan(String query, Object... values) throws Exception {
        try (Connection connection = org.spean.messagelog.postgres.Database.connect(settings(database), LONG);
                PreparedStatement statement =
                        org.spean.messagelog.postgres.Database.prepare(connection, "EXPLAIN " + query, values);
                ResultSet rows = statement.executeQuery()) {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    @Test
    void removesDaysButThoseOfWhichSomethingWaits() {
        LogBatch monday = write(batches.of(records.ownBatch(Side.CONSUMER, false, 4)));
        batches.from(TUESDAY);
        LogBatch tuesday = write(batches.of(List.of(records.cutWithBody(100), records.cutWithBody(2 << 20))));
        batches.from(WEDNESDAY);
        LogBatch wednesday = write(batches.of(records.ownBatch(Side.CONSUMER, false, 2)));
        store.stamps().keep(stamp(tuesday, wednesday));
        store.archive().archived("", new Link("00", "x"), ids(tuesday));

        assertThat(store.archive().remove(WEDNESDAY.minusSeconds(1), true)).isZero();
        assertThat(store.archive().remove(WEDNESDAY.plusSeconds(3600), true)).isEqualTo(2);
        assertThat(reader.counts().records()).isEqualTo(6);
        assertThat(reader.read(record(tuesday))).isNull();
        assertThat(reader.counts().signatures()).isEqualTo(2);
        assertThat(tables("%20261124")).isZero();
        assertThat(store.archive().remove(WEDNESDAY.plusSeconds(3600), false))
                .as("waits for a time-stamp")
                .isZero();
        store.stamps().keep(stamp(monday));
        assertThat(store.archive().remove(WEDNESDAY.plusSeconds(3600), true))
                .as("not archived")
                .isZero();
        assertThat(store.archive().remove(WEDNESDAY.plusSeconds(3600), false)).isEqualTo(4);
        Evidence left = requireNonNull(reader.read(record(wednesday)));
        assertThat(left.stamp()).as("shared with what went").isNotNull();
        assertThat(reader.counts().records()).isEqualTo(2);
        assertThat(tables("record@_%")).as("today and, made ahead, tomorrow").isEqualTo(2);
    }

    @Test
    void writersGoOnWhileDaysAreRemoved() throws Exception {
        for (int day = 0; day < 6; day++) {
            batches.from(MONDAY.plus(day, ChronoUnit.DAYS));
            store.stamps().keep(stamp(write(batches.of(List.of(records.ownDirect())))));
        }
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> writing = thread.submit(() -> {
                int written = 0;
                while (!ended.get()) {
                    write(batches.of(records.ownBatch(Side.CONSUMER, false, 5)));
                    written += 5;
                }
                return written;
            });
            long removed = store.archive().remove(MONDAY.plus(5, ChronoUnit.DAYS), false);
            ended.set(true);
            assertThat(removed).isEqualTo(5);
            int written = writing.get(30, TimeUnit.SECONDS);
            assertThat(written).isPositive();
            assertThat(reader.counts().records()).isEqualTo(1 + written);
        }
    }

    @Test
    void aRemovalThatWasInterruptedIsFinishedByTheNext() {
        store.stamps().keep(stamp(write(batches.of(List.of(records.ownDirect())))));
        batches.from(TUESDAY);
        LogBatch kept = write(batches.of(List.of(records.ownDirect())));
        database.execute(
                "ALTER TABLE messagelog.record DETACH PARTITION messagelog.record_20261123",
                "ALTER TABLE messagelog.body DETACH PARTITION messagelog.body_20261123",
                "DROP TABLE messagelog.body_20261123");
        assertThat(store.archive().remove(WEDNESDAY, false)).isZero();
        assertThat(tables("%20261123")).isZero();
        assertThat(reader.read(record(kept))).isNotNull();
    }

    @Test
    void aDutyIsOneGatewaysUntilItEndsOrIsLost() throws Exception {
        try (PostgresStore other = PostgresStore.open(settings(database), Optional::empty)) {
            Optional<Duty> stamping = store.archive().begin("stamp");
            assertThat(stamping).isPresent();
            assertThat(store.archive().begin("stamp")).isEmpty();
            assertThat(other.archive().begin("stamp")).isEmpty();
            Optional<Duty> archiving = other.archive().begin("archive");
            assertThat(archiving).as("another duty").isPresent();
            stamping.get().close();
            Duty taken = other.archive().begin("stamp").orElseThrow();
            assertThat(store.archive().begin("stamp")).isEmpty();
            taken.close();

            // The holder is gone: so is its lock.
            database.execute("SELECT pg_terminate_backend(pid, 30000) FROM pg_locks WHERE locktype = 'advisory'"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            assertThat(store.archive().begin("archive")).isPresent();
            assertThatThrownBy(() -> other.archive().archived("", new Link("00", "x"), List.of()))
                    .hasMessageContaining("the duty archive is lost");
            archiving.get().close();
            assertThat(other.archive().last("")).isNull();
        }
    }

    @Test
    void dutiesEndWithTheirGateway() throws Exception {
        PostgresStore other = PostgresStore.open(settings(database), Optional::empty);
        assertThat(other.archive().begin("stamp")).isPresent();
        other.close();
        assertThat(store.archive().begin("stamp")).isPresent();
    }

    private LogBatch write(LogBatch batch) {
        store.write(batch).block(LONG);
        return batch;
    }

    private Stamped stamp(LogBatch... covered) {
        Map<Long, byte @Nullable []> chains = new LinkedHashMap<>();
        for (LogBatch batch : covered) {
            batch.signatures().forEach(row -> chains.put(row.id(), null));
        }
        return new Stamped(MONDAY, records.bytes(100), null, chains);
    }

    private long number(String query) {
        try (Connection connection = database.connect()) {
            return org.spean.messagelog.postgres.Database.number(connection, query);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long tables(String like) {
        try (Connection connection = database.connect()) {
            return org.spean.messagelog.postgres.Database.number(
                    connection,
                    "SELECT count(*) FROM pg_tables WHERE schemaname = 'messagelog' AND tablename LIKE ? ESCAPE '@'",
                    like);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Long> ids(LogBatch batch) {
        return batch.records().stream().map(LogBatch.RecordRow::id).toList();
    }

    private static long record(LogBatch batch) {
        return batch.records().getFirst().id();
    }

    private static long signature(LogBatch batch) {
        return batch.signatures().getFirst().id();
    }
}
