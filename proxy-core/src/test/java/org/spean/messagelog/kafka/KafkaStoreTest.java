package org.spean.messagelog.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.spean.messagelog.SameEvidence.assertSame;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.spean.event.Events;
import org.spean.kafka.KafkaCluster;
import org.spean.messagelog.Batches;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LogSettings;
import org.spean.messagelog.Records;
import org.spean.messagelog.Reservation;
import org.spean.messagelog.Side;
import org.spean.messagelog.StampLedger.Stamped;
import org.spean.messagelog.encryption.RecordCipher;
import org.spean.messagelog.postgres.PostgresEvidence;
import org.spean.messagelog.postgres.PostgresSettings;
import org.spean.messagelog.postgres.SharedEvidence;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;

/** Three real brokers, of which one is killed under load. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("long")
class KafkaStoreTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LARGEST = 4 << 20;
    private static final Map<String, String> STRONG =
            Map.of("min.insync.replicas", "2", "max.message.bytes", String.valueOf(LARGEST));

    private KafkaCluster cluster;

    @BeforeAll
    void start() throws Exception {
        PostgresServer.shared();
        cluster = KafkaCluster.shared();
    }

    @Test
    @Order(1)
    void refusesATopicThatIsTooWeakByName() throws Exception {
        assertThatThrownBy(() -> KafkaStore.open(settings("nowhere", 0), Optional::empty, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kafka topic nowhere at 127.0.0.1:")
                .hasMessageContaining("does not host this topic");
        cluster.create("weak", 1, 1, Map.of("cleanup.policy", "compact", "unclean.leader.election.enable", "true"));
        assertThatThrownBy(() -> KafkaStore.open(settings("weak", 0), Optional::empty, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kafka topic weak")
                .hasMessageContaining("replication factor 1 (expected: 3 or more)")
                .hasMessageContaining("min.insync.replicas 1 (expected: 2 or more)")
                .hasMessageContaining("unclean.leader.election.enable true")
                .hasMessageContaining("cleanup.policy compact")
                .hasMessageContaining("max.message.bytes 1048588 (expected: " + LARGEST);
        KafkaSettings nobody =
                new KafkaSettings(List.of("127.0.0.1:1"), "t", Map.of(), 0, Duration.ofSeconds(2), LARGEST);
        assertThatThrownBy(() -> KafkaStore.open(nobody, Optional::empty, null))
                .hasMessageContaining("kafka topic t at 127.0.0.1:1");
    }

    @Test
    @Order(2)
    void tellsThatNobodyConsumes() throws Exception {
        cluster.create("unread", 1, 3, STRONG);
        PostgresSettings database = database();
        consume("unread", database); // makes the tables
        Records records = new Records(8);
        Events events = new Events(InstantSource.system());
        try (SharedEvidence evidence = new SharedEvidence(database, Optional::empty);
                KafkaStore store = KafkaStore.open(settings("unread", 0), Optional::empty, evidence)
                        .watch(Duration.ofMillis(500), events)) {
            store.write(new Batches(store, Instant.now()).of(List.of(records.ownDirect())))
                    .block(LONG);
            await("the event").atMost(LONG).until(() -> events.count(Events.Kind.EVIDENCE_NOT_CONSUMED) > 0);
            assertThat(events.recent().getLast().subject())
                    .contains("kafka topic unread")
                    .contains("partition 0");
            consume("unread", database);
            assertThat(evidence.consumed("unread", 0)).isEqualTo(1);
        }
    }

    @Test
    @Order(2)
    void whatIsWrittenIsStoredOnceAndStamped() throws Exception {
        cluster.create("evidence", 2, 3, STRONG);
        PostgresSettings database = database();
        Records records = new Records(5);
        try (SharedEvidence evidence = new SharedEvidence(database, Optional::empty);
                KafkaStore one = KafkaStore.open(settings("evidence", 3), Optional::empty, evidence);
                KafkaStore other = KafkaStore.open(settings("evidence", 4), Optional::empty, null)) {
            assertThat(one.lastId()).isZero();
            Instant now = Instant.now();
            Batches ofOne = new Batches(one, now);
            Batches ofOther = new Batches(other, now);
            LogBatch batch = ofOne.of(records.ownBatch(Side.CONSUMER, false, 20));
            one.write(batch).block(LONG);
            one.write(batch).block(LONG); // as after an unknown outcome
            one.write(ofOne.of(List.of(records.cutWithBody(3 << 20), records.ownDirect())))
                    .block(LONG);
            one.probe().block(LONG);
            other.write(ofOther.of(records.peerBatch(Side.PROVIDER, true, 20))).block(LONG);
            consume("evidence", database);
            other.write(ofOther.of(records.peerBatch(Side.PROVIDER, false, 5))).block(LONG);
            consume("evidence", database);
            consume("evidence", database);

            try (EvidenceReader reader = one.reader()) {
                assertThat(reader.counts().records()).isEqualTo(20 + 2 + 20 + 5);
                assertThat(reader.counts().signatures()).isEqualTo(1 + 2 + 1 + 1);
                ofOne.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
                ofOther.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
                assertThat(one.stamps().pending()).isEqualTo(5);
                long signature = batch.signatures().getFirst().id();
                Map<Long, byte @Nullable []> chains = new HashMap<>();
                chains.put(signature, null);
                one.stamps().keep(new Stamped(now, records.bytes(100), null, chains));
                consume("evidence", database);
                assertThat(one.stamps().pending()).isEqualTo(4);
                assertThat(requireNonNull(reader.read(batch.records().getFirst().id()))
                                .stamp())
                        .isNotNull();
            }
            assertThatThrownBy(other::reader).hasMessageContaining("spean evidence consume");
            assertThat(other.archive().begin("stamp")).as("another's duty").isEmpty();
        }
        try (KafkaStore again = KafkaStore.open(settings("evidence", 3), Optional::empty, null)) {
            assertThat(again.lastId()).isPositive();
        }
    }

    @Test
    @Order(3)
    void encryptedRecordsAreMovedWithoutAKeyAndReadWithAllThatWereEverCurrent() throws Exception {
        cluster.create("encrypted", 1, 3, STRONG);
        PostgresSettings database = database();
        byte[] one = new byte[32];
        byte[] two = new byte[32];
        two[0] = 1;
        RecordCipher old = new RecordCipher("1", Map.of("1", one));
        RecordCipher both = new RecordCipher("2", Map.of("1", one, "2", two));
        AtomicReference<Optional<RecordCipher>> cipher = new AtomicReference<>(Optional.empty());
        Records records = new Records(12);
        List<LogRecord> all = List.of(records.ownDirect(), records.cutWithBody(5_000), records.cutWithBody(2 << 20));
        try (SharedEvidence evidence = new SharedEvidence(database, cipher::get);
                KafkaStore store = KafkaStore.open(settings("encrypted", 0), cipher::get, evidence)) {
            Batches batches = new Batches(store, Instant.now());
            store.write(batches.of(all.subList(0, 1))).block(LONG);
            cipher.set(Optional.of(old));
            LogBatch sealed = batches.of(all.subList(1, 2));
            store.write(sealed).block(LONG);
            consume("encrypted", database);
            cipher.set(Optional.of(both));
            store.write(sealed).block(LONG); // as after an unknown outcome, under another key
            store.write(batches.of(all.subList(2, 3))).block(LONG);
            consume("encrypted", database);
            List<Long> ids = List.copyOf(batches.all().keySet());
            try (EvidenceReader reader = evidence.reader()) {
                assertThat(reader.counts().records()).isEqualTo(3);
                batches.all().forEach((id, record) -> assertSame(reader.read(id), id, record));
                cipher.set(Optional.of(old));
                assertThatThrownBy(() -> reader.read(ids.get(2))).hasMessageContaining("'2', which is not configured");
                cipher.set(Optional.empty());
                assertThatThrownBy(() -> reader.read(ids.get(1))).hasMessageContaining("'1', and none is configured");
                assertSame(reader.read(ids.getFirst()), ids.getFirst(), all.getFirst());
            }
        }
        List<String> topic = values("encrypted");
        assertThat(topic).anyMatch(value -> value.contains(text(all.getFirst().message())));
        for (LogRecord record : all.subList(1, 3)) {
            String body = text(record.attachments().getFirst()).substring(0, 100);
            assertThat(topic.stream().filter(value -> value.contains(body)))
                    .as(record.queryId())
                    .isEmpty();
            assertThat(topic).anyMatch(value -> value.contains(record.queryId()));
        }
    }

    /** What the topic holds, a character a byte. */
    private List<String> values(String topic) {
        TopicPartition only = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(topic, 0).consumer())) {
            consumer.assign(List.of(only));
            consumer.seek(only, 0);
            long end = requireNonNull(consumer.endOffsets(List.of(only)).get(only));
            List<String> values = new ArrayList<>();
            while (consumer.position(only) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(text(record.value())));
            }
            return values;
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Test
    @Order(4)
    void theSameNumbersOfTwoGatewaysEndTheConsumer() throws Exception {
        cluster.create("mistaken", 1, 3, STRONG);
        PostgresSettings database = database();
        Records records = new Records(6);
        Instant now = Instant.now();
        try (KafkaStore one = KafkaStore.open(settings("mistaken", 3), Optional::empty, null);
                KafkaStore other = KafkaStore.open(settings("mistaken", 3), Optional::empty, null)) {
            one.write(new Batches(one, now).of(List.of(records.ownDirect()))).block(LONG);
            consume("mistaken", database);
            other.write(new Batches(other, now).of(List.of(records.ownDirect())))
                    .block(LONG);
            assertThatThrownBy(() -> consume("mistaken", database))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is another gateway's")
                    .hasMessageContaining("messageLog.kafka.gateway");
        }
    }

    @Test
    @Order(5)
    void noAcknowledgedRecordIsLostNorTwiceWhenABrokerIsKilled() throws Exception {
        cluster.create("killed", 1, 3, STRONG);
        PostgresSettings database = database();
        Map<Long, LogRecord> committed = new ConcurrentHashMap<>();
        AtomicBoolean ended = new AtomicBoolean();
        EventExecutor loop = new DefaultEventExecutor();
        try (EvidenceConsumer consumer = EvidenceConsumer.open(settings("killed", 0), database);
                ExecutorService threads = Executors.newCachedThreadPool();
                KafkaStore store = KafkaStore.open(settings("killed", 0), Optional::empty, null);
                GroupCommitLog log = new GroupCommitLog(
                        store,
                        LogSettings.forExchanges(1000, LONG),
                        InstantSource.system(),
                        Ticker.systemTicker(),
                        new Events(InstantSource.system()),
                        () -> 1000)) {
            Future<?> consuming = threads.submit(() -> {
                consumer.run(false);
                return null;
            });
            Future<?> writing = threads.submit(() -> {
                write(log, loop, ended, committed);
                return null;
            });
            await("records").atMost(LONG).until(() -> committed.size() > 500);
            await("some consumed").atMost(LONG).until(() -> consumer.stored() > 0);
            cluster.kill(cluster.leader("killed", 0));
            int then = committed.size();
            await("records after the kill").atMost(LONG).until(() -> committed.size() > then + 500);
            ended.set(true);
            writing.get(60, TimeUnit.SECONDS);
            consumer.stop();
            consuming.get(60, TimeUnit.SECONDS);
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            cluster.heal("killed");
        }
        consume("killed", database);
        try (PostgresEvidence reader = PostgresEvidence.open(database, Optional.empty())) {
            List<Long> ids = committed.keySet().stream().sorted().toList();
            assertThat(reader.find(new EvidenceQuery(null, null, null, null, null, null), Integer.MAX_VALUE))
                    .isEqualTo(ids);
            assertThat(reader.counts().records()).isEqualTo(ids.size());
            for (int i = 0; i < ids.size(); i += 10) {
                long id = ids.get(i);
                assertSame(reader.read(id), id, requireNonNull(committed.get(id)));
            }
        }
    }

    /** All of its records become durable: the commit time-out is longer than the brokers take. */
    private static void write(
            GroupCommitLog log, EventExecutor loop, AtomicBoolean ended, Map<Long, LogRecord> committed)
            throws Exception {
        Records records = new Records(8);
        while (!ended.get()) {
            List<LogRecord> batch = records.ownBatch(Side.CONSUMER, false, 20);
            Reservation places = requireNonNull(log.reserve(batch.size()));
            List<io.netty.util.concurrent.Future<org.spean.messagelog.Committed>> ends = new ArrayList<>();
            for (LogRecord record : batch) {
                ends.add(log.append(loop, places, record));
            }
            for (int i = 0; i < ends.size(); i++) {
                committed.put(ends.get(i).get(120, TimeUnit.SECONDS).recordId(), batch.get(i));
            }
        }
    }

    private void consume(String topic, PostgresSettings database) throws IOException {
        try (EvidenceConsumer consumer = EvidenceConsumer.open(settings(topic, 0), database)) {
            consumer.run(true);
        }
    }

    private KafkaSettings settings(String topic, int gateway) {
        return new KafkaSettings(cluster.servers(), topic, Map.of(), gateway, Duration.ofSeconds(20), LARGEST);
    }

    private static PostgresSettings database() {
        Database database = PostgresServer.shared().newDatabase();
        return new PostgresSettings(
                database.url(), database.user(), database.password(), "messagelog", 4, Duration.ofSeconds(10));
    }
}
