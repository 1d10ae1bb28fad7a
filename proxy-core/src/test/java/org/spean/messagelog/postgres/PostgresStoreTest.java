package org.spean.messagelog.postgres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.spean.messagelog.SameEvidence.assertSame;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.spean.identifier.ClientId;
import org.spean.messagelog.Batches;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;
import org.spean.messagelog.encryption.RecordCipher;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;

class PostgresStoreTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Instant MORNING = Instant.parse("2026-11-23T08:00:00Z");

    private final Database database = PostgresServer.shared().newDatabase();
    private final PostgresSettings settings = settings(database);
    private final Records records = new Records(7);

    static PostgresSettings settings(Database database) {
        return new PostgresSettings(
                database.url(), database.user(), database.password(), "messagelog", 4, Duration.ofSeconds(10));
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                EvidenceReader reader = store.reader()) {
            Batches batches = new Batches(store, MORNING);
            List<LogRecord> all = new ArrayList<>();
            all.addAll(records.ownBatch(Side.CONSUMER, false, 3));
            all.addAll(records.peerBatch(Side.CONSUMER, true, 2));
            all.addAll(records.peerBatch(Side.PROVIDER, true, 1));
            all.add(records.ownDirect());
            all.add(records.cutWithBody(100_000));
            write(store, batches.of(all));
            write(store, batches.of(List.of(records.cutWithBody((3 << 20) + 17))));
            batches.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
            assertThat(reader.read(1)).isNull();
            var counts = reader.counts();
            assertThat(counts.consumerRequests()).isEqualTo(4);
            assertThat(counts.consumerResponses()).isEqualTo(2);
            assertThat(counts.providerRequests()).isEqualTo(2);
            assertThat(counts.providerResponses()).isEqualTo(1);
            assertThat(counts.signatures()).as("once per batch and side").isEqualTo(6);
            assertThat(counts.unstamped()).isEqualTo(6);
            assertThat(reader.sample(100, new Random(1)))
                    .containsExactlyElementsOf(batches.all().keySet());
            assertThat(reader.sample(4, new Random(1))).hasSize(4).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void findsRecords() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                PostgresEvidence reader = PostgresEvidence.open(settings, Optional.empty())) {
            Batches batches = new Batches(store, MORNING);
            write(store, batches.of(records.ownBatch(Side.CONSUMER, false, 30)));
            write(store, batches.of(records.peerBatch(Side.CONSUMER, true, 20)));
            for (Map.Entry<Long, LogRecord> each : batches.all().entrySet()) {
                assertThat(reader.find(EvidenceQuery.id(each.getValue().queryId()), 10))
                        .containsExactly(each.getKey());
            }
            LogRecord one = batches.all().values().iterator().next();
            List<Long> ids = List.copyOf(batches.all().keySet());
            assertThat(reader.find(new EvidenceQuery(null, one.requestId(), Records.CLIENT, false, null, null), 10))
                    .containsExactly(ids.getFirst());
            assertThat(reader.find(new EvidenceQuery(null, null, Records.CLIENT, null, null, null), 7))
                    .isEqualTo(ids.subList(0, 7));
            assertThat(reader.find(new EvidenceQuery(null, null, null, true, null, null), 100))
                    .isEqualTo(ids.subList(30, 50));
            ClientId nobody = ClientId.parse("a/b/c");
            assertThat(reader.find(new EvidenceQuery(null, null, nobody, null, null, null), 1))
                    .isEmpty();
            Instant time = Records.TIME;
            assertThat(reader.find(new EvidenceQuery(null, null, null, null, time, time.plusNanos(1000)), 100))
                    .isEqualTo(ids);
            assertThat(reader.find(new EvidenceQuery(null, null, null, null, time.plusNanos(1000), null), 100))
                    .isEmpty();
            assertThat(reader.find(new EvidenceQuery(null, null, null, null, null, time), 100))
                    .isEmpty();
        }
    }

    @Test
    void writingABatchAgainMakesNoDoubles() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                EvidenceReader reader = store.reader()) {
            Batches batches = new Batches(store, MORNING);
            LogBatch batch = batches.of(List.of(records.cutWithBody(1000), records.cutWithBody(2 << 20)));
            write(store, batch);
            write(store, batch);
            write(store, new LogBatch(batch.signatures(), batch.records().subList(1, 2)));
            assertThat(reader.counts().records()).isEqualTo(2);
            assertThat(reader.counts().signatures()).isEqualTo(2);
            assertThat(reader.counts().unstamped()).isEqualTo(2);
            batches.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
        }
    }

    @Test
    void aNumberOfAnotherGatewayIsNotTakenForWritten() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                EvidenceReader reader = store.reader()) {
            LogBatch one = new Batches(store, MORNING).of(List.of(records.ownDirect()));
            LogBatch other = new Batches(store, MORNING).of(List.of(records.ownDirect()));
            write(store, one);
            assertThatThrownBy(() -> write(store, other)).hasMessageContaining("is another gateway's");
            assertThatThrownBy(() -> write(store, new LogBatch(one.signatures(), other.records())))
                    .hasMessageContaining("number " + one.records().getFirst().id() + " is another gateway's");
            assertThat(reader.counts().records()).isEqualTo(1);
        }
    }

    @Test
    void messagesAreEncryptedUnderTheKeyOfTheMomentAndReadUnderAllThatAreKnown() throws Exception {
        byte[] one = new byte[32];
        byte[] two = new byte[32];
        two[0] = 1;
        RecordCipher old = new RecordCipher("1", Map.of("1", one));
        RecordCipher both = new RecordCipher("of-2026-11", Map.of("1", one, "of-2026-11", two));
        AtomicReference<Optional<RecordCipher>> cipher = new AtomicReference<>(Optional.empty());
        LogRecord small = records.cutWithBody(5_000);
        LogRecord direct = records.ownDirect();
        // Under the longer name of the second key it takes one piece more.
        LogRecord large = records.cutWithBody((1 << 20) - 45);
        try (PostgresStore store = PostgresStore.open(settings, cipher::get);
                EvidenceReader reader = store.reader()) {
            Batches batches = new Batches(store, MORNING);
            write(store, batches.of(List.of(small)));
            cipher.set(Optional.of(old));
            write(store, batches.of(List.of(direct)));
            write(store, batches.of(List.of(small)));
            LogBatch again = batches.of(List.of(large));
            write(store, again);
            cipher.set(Optional.of(both));
            write(store, again);
            write(store, batches.of(List.of(direct)));
            batches.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
            List<Long> ids = List.copyOf(batches.all().keySet());
            assertThat(texts("SELECT DISTINCT coalesce(key, 'none') FROM messagelog.record ORDER BY 1"))
                    .containsExactly("1", "none", "of-2026-11");
            assertThat(number(
                            "SELECT count(*) FROM messagelog.body WHERE content = ?",
                            small.attachments().getFirst()))
                    .as("the one in clear")
                    .isEqualTo(1);
            assertThat(number(
                            "SELECT count(*) FROM messagelog.record WHERE position(? IN message) > 0",
                            direct.message()))
                    .isZero();
            try (EvidenceReader alone = PostgresEvidence.open(settings, Optional.of(old))) {
                assertSame(alone.read(ids.get(3)), ids.get(3), large);
                assertThatThrownBy(() -> alone.read(ids.get(4)))
                        .hasMessageContaining("'of-2026-11', which is not configured");
            }
            try (EvidenceReader alone = PostgresEvidence.open(settings, Optional.empty())) {
                assertSame(alone.read(ids.getFirst()), ids.getFirst(), small);
                assertThatThrownBy(() -> alone.read(ids.get(1))).hasMessageContaining("'1', and none is configured");
                assertThat(alone.counts().records()).isEqualTo(5);
            }
            database.execute("UPDATE messagelog.record SET message = set_byte(message, 40, get_byte(message, 40) # 1)"
                    + " WHERE key IS NOT NULL");
            assertThatThrownBy(() -> reader.read(ids.get(1))).hasMessageContaining("it was changed");
        }
    }

    /** However many downloads are read slowly: a reader holds no connection between two questions. */
    @Test
    void manyReadersAreOpenAtATime() throws Exception {
        List<EvidenceReader> readers = new ArrayList<>();
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty)) {
            Batches batches = new Batches(store, MORNING);
            write(store, batches.of(List.of(records.ownDirect())));
            for (int i = 0; i < 5 * settings.connections(); i++) {
                EvidenceReader reader = store.reader();
                readers.add(reader);
                assertThat(reader.counts().records()).isEqualTo(1);
            }
            assertThat(store.archive().begin("stamp")).isPresent();
            assertThat(store.stamps().pending()).isEqualTo(1);
        }
        readers.forEach(EvidenceReader::close);
    }

    private List<String> texts(String query) throws SQLException {
        try (Connection connection = database.connect();
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private long number(String query, byte[] value) throws SQLException {
        try (Connection connection = database.connect()) {
            return org.spean.messagelog.postgres.Database.number(connection, query, value);
        }
    }

    @Test
    void severalGatewaysWriteAtATimeWithNumbersOfTheirOwn() throws Exception {
        List<PostgresStore> stores = new ArrayList<>();
        Map<Long, LogRecord> all = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Map<Long, LogRecord>>> ends = new ArrayList<>();
            List<Future<PostgresStore>> opened = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opened.add(threads.submit(() -> PostgresStore.open(settings, Optional::empty)));
            }
            for (Future<PostgresStore> each : opened) {
                stores.add(each.get(30, TimeUnit.SECONDS));
            }
            for (PostgresStore store : stores) {
                ends.add(threads.submit(() -> {
                    Records own = new Records(stores.indexOf(store));
                    Batches batches = new Batches(store, MORNING);
                    for (int i = 0; i < 20; i++) {
                        write(store, batches.of(own.ownBatch(Side.CONSUMER, false, 10)));
                    }
                    return batches.all();
                }));
            }
            for (Future<Map<Long, LogRecord>> end : ends) {
                all.putAll(end.get(60, TimeUnit.SECONDS));
            }
            assertThat(all).as("numbers").hasSize(4 * 20 * 10);
            try (EvidenceReader reader = stores.getFirst().reader()) {
                assertThat(reader.counts().records()).isEqualTo(all.size());
                for (long id : reader.sample(40, new Random(1))) {
                    assertSame(reader.read(id), id, requireNonNull(all.get(id)));
                }
            }
            assertThat(PostgresStore.look(settings).gateways()).isEqualTo(4);
        } finally {
            stores.forEach(PostgresStore::close);
        }
        assertThat(PostgresStore.look(settings).gateways()).isZero();
    }

    @Test
    void goesOnFromTheGreatestNumber() throws Exception {
        long last;
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty)) {
            assertThat(store.lastId()).isZero();
            LogBatch batch = new Batches(store, MORNING).of(List.of(records.ownDirect()));
            write(store, batch);
            last = batch.records().getFirst().id();
        }
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty)) {
            assertThat(store.lastId()).isEqualTo(last);
        }
    }

    @Test
    void aKilledConnectionFailsNoMoreThanOneWrite() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                EvidenceReader reader = store.reader()) {
            Batches batches = new Batches(store, MORNING);
            write(store, batches.of(List.of(records.ownDirect())));
            long place = store.number(0);
            LogBatch batch = batches.of(records.ownBatch(Side.PROVIDER, true, 5));
            killWriters();
            // The driver may have noticed it before: then not even one fails.
            Throwable failure = catchThrowable(() -> write(store, batch));
            if (failure != null) {
                assertThat(failure).hasMessageContaining("127.0.0.1");
                write(store, batch);
            }
            write(store, batches.of(List.of(records.ownDirect())));
            assertThat(store.number(0)).as("the same place").isEqualTo(place);
            assertThat(reader.counts().records()).isEqualTo(7);
        }
    }

    @Test
    void aPlaceTakenMeanwhileIsNotTakenAgain() throws Exception {
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty)) {
            killWriters();
            try (Connection other = org.spean.messagelog.postgres.Database.connect(settings, LONG)) {
                int taken = Place.take(other, (int) store.number(0));
                assertThat(taken).isEqualTo((int) store.number(0));
                assertThatThrownBy(() -> store.probe().block(LONG)).hasMessageContaining("127.0.0.1");
                store.probe().block(LONG);
                assertThat((int) store.number(0)).isNotEqualTo(taken).isBetween(0, Place.COUNT - 1);
            }
        }
    }

    @Test
    void refusesOneGatewayTooMany() throws Exception {
        Migrations.migrate(settings);
        List<Connection> others = new ArrayList<>();
        try {
            for (int i = 0; i < Place.COUNT; i++) {
                Connection other = org.spean.messagelog.postgres.Database.connect(settings, LONG);
                others.add(other);
                Place.take(other, null);
            }
            assertThatThrownBy(() -> PostgresStore.open(settings, Optional::empty))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("all 32 places");
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
        PostgresStore.open(settings, Optional::empty).close();
    }

    @Test
    void refusesANewerSchemaByName() throws Exception {
        PostgresStore.open(settings, Optional::empty).close();
        database.execute("INSERT INTO messagelog.flyway_schema_history(installed_rank, version, description, type,"
                + " script, installed_by, execution_time, success)"
                + " VALUES (9, '4', 'of tomorrow', 'SQL', 'V4__of_tomorrow.sql', 'x', 1, true)");
        assertThatThrownBy(() -> PostgresStore.open(settings, Optional::empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("postgresql://127.0.0.1")
                .hasMessageContaining("schema messagelog has version 4, newer than this gateway knows (expected: 3)");
        assertThatThrownBy(() -> PostgresEvidence.open(settings, Optional.empty()))
                .hasMessageContaining("newer");
        assertThatThrownBy(() -> PostgresStore.look(settings)).hasMessageContaining("newer");
    }

    @Test
    void migratesTheVersionBeforeWithItsRecords() throws Exception {
        Migrations.migrate(settings, 1);
        assertThatThrownBy(() -> PostgresEvidence.open(settings, Optional.empty()))
                .hasMessageContaining("version 1 (expected: 3");
        assertThat(PostgresStore.look(settings).schemaVersion()).isEqualTo(1);
        database.execute(
                "CREATE TABLE messagelog.record_20261123 PARTITION OF messagelog.record FOR VALUES FROM (1795392000000000)"
                        + " TO (1795478400000000)",
                "CREATE TABLE messagelog.signature_20261123 PARTITION OF messagelog.signature"
                        + " FOR VALUES FROM (1795392000000000) TO (1795478400000000)",
                "INSERT INTO messagelog.signature VALUES (1795392000000001, false, 'document', null)",
                "INSERT INTO messagelog.record(id, signature, provider_side, response, time, query_id, request_id,"
                        + " client, provider, service, whole, algorithm, digests, message)"
                        + " VALUES (1795392000000002, 1795392000000001, false, false, now(), 'q', 'r', 'a/b/c', 'a/b/c',"
                        + " 's', true, 'SHA-512', decode(repeat('00', 64), 'hex'), 'm')");
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                EvidenceReader reader = store.reader()) {
            assertThat(PostgresStore.look(settings).schemaVersion()).isEqualTo(3);
            assertThat(requireNonNull(reader.read(1795392000000002L)).queryId()).isEqualTo("q");
            assertThat(store.archive().archivable(Instant.now().plusSeconds(60), 0, 10))
                    .containsExactly(1795392000000002L);
            Batches batches = new Batches(store, Instant.parse("2026-11-23T12:00:00Z"));
            write(store, batches.of(List.of(records.ownDirect())));
            assertThat(reader.counts().records()).isEqualTo(2);
        }
    }

    /** As in an upgrade of several gateways, one after the other. */
    @Test
    void aGatewayOfTheVersionBeforeWritesOnWhileTheSchemaIsOurs() throws Exception {
        Migrations.migrate(settings, 2);
        try (Connection before = org.spean.messagelog.postgres.Database.connect(settings, LONG)) {
            Partitions.make(before, LocalDate.of(2026, 11, 23).toEpochDay());
            writeAsBefore(before, 1795392000000001L);
            try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                    EvidenceReader reader = store.reader()) {
                writeAsBefore(before, 1795392000000011L);
                Batches batches = new Batches(store, Instant.parse("2026-11-23T12:00:00Z"));
                write(store, batches.of(List.of(records.ownDirect())));
                writeAsBefore(before, 1795392000000021L);
                assertThat(reader.counts().records()).isEqualTo(4);
                assertThat(reader.counts().unstamped()).isEqualTo(4);
                for (long signature : List.of(1795392000000001L, 1795392000000011L, 1795392000000021L)) {
                    assertThat(requireNonNull(reader.read(signature + 1)).queryId())
                            .isEqualTo("q" + signature);
                    assertThat(reader.find(EvidenceQuery.id("q" + signature), 10))
                            .containsExactly(signature + 1);
                }
            }
        }
    }

    /** What version 2 wrote: the same but for the name of a key. */
    private static void writeAsBefore(Connection connection, long signature) throws SQLException {
        org.spean.messagelog.postgres.Database.execute(connection, """
                WITH g AS (
                  INSERT INTO signature(id, provider, document, result)
                  VALUES (%1$d, false, 'document', null) ON CONFLICT DO NOTHING RETURNING id),
                u AS (INSERT INTO unstamped(signature) SELECT id FROM g),
                r AS (
                  INSERT INTO record(id, signature, provider_side, response, time, query_id, request_id, client, provider,
                      service, whole, algorithm, digests, message, path, chain)
                  VALUES (%1$d + 1, %1$d, false, false, now(), 'q%1$d', 'r', 'a/b/c', 'a/b/c', 's', true, 'SHA-512',
                      decode(repeat('00', 64), 'hex'), 'm', null, null)
                  ON CONFLICT DO NOTHING RETURNING id)
                INSERT INTO unarchived(record) SELECT id FROM r
                """.formatted(signature));
    }

    @Test
    void saysWhatThereIs() throws Exception {
        PostgresStatus empty = PostgresStore.look(settings);
        assertThat(empty.schemaVersion()).isZero();
        assertThat(empty.doubts()).as("of the tests' server").containsExactly("fsync is off");
        assertThatThrownBy(() -> PostgresEvidence.open(settings, Optional.empty()))
                .hasMessageContaining("no message log in schema");
        PostgresSettings wrong = new PostgresSettings(settings.url(), settings.user(), "wrong", "messagelog", 4, LONG);
        assertThatThrownBy(() -> PostgresStore.open(wrong, Optional::empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("postgresql://127.0.0.1")
                .hasMessageContaining("authentication failed")
                .hasMessageNotContaining("wrong");
        assertThat(settings.toString()).doesNotContain(database.password());
    }

    @Test
    void commitsAreOnDiskWhateverTheDefault() throws Exception {
        database.execute("ALTER ROLE " + database.user() + " SET synchronous_commit = off");
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
                Connection connection = org.spean.messagelog.postgres.Database.connect(settings, LONG)) {
            assertThat(org.spean.messagelog.postgres.Database.holds(
                            connection, "SELECT current_setting('synchronous_commit') = 'on'"))
                    .isTrue();
            store.probe().block(LONG);
        }
    }

    private void killWriters() {
        database.execute("SELECT pg_terminate_backend(pid, 30000) FROM pg_locks WHERE locktype = 'advisory'"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }

    private static void write(PostgresStore store, LogBatch batch) {
        store.write(batch).block(LONG);
    }
}
