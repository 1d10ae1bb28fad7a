package org.spean.messagelog.kafka;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.StampLedger;
import org.spean.messagelog.StoreCounters;
import org.spean.messagelog.WriterThread;
import org.spean.messagelog.encryption.RecordCipher;
import org.spean.messagelog.encryption.SealedRecords;
import org.spean.messagelog.postgres.SharedEvidence;
import reactor.core.publisher.Mono;

/**
 * Records in a Kafka topic: a batch is durable when all replicas in sync have acknowledged every chunk of it. All of a gateway
 * goes into one partition, so that a signature comes before the records of later batches that share it. After a failure the
 * producer is made anew; what was sent twice, the consumer stores once. Reading, time-stamps and the archive are the
 * database's that the consumer fills.
 */
public final class KafkaStore implements EvidenceStore {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaStore.class);

    private static final int CHUNK = 512 << 10;
    private static final int GATEWAYS = 32;
    private static final byte[] NOTHING = new Chunk(List.of(), List.of()).encode();

    private final KafkaSettings settings;
    private final @Nullable SharedEvidence evidence;
    private final int partition;
    private final long lastId;
    private final Supplier<Optional<RecordCipher>> cipher;
    private final WriterThread thread = new WriterThread();
    private final LongAdder commits = new LongAdder();
    private final LongAdder signatures = new LongAdder();

    /** The offset after the last record that is known to be in our partition. */
    private volatile long written;

    private @Nullable ConsumptionWatch watch;

    // Of the writer thread.
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    private KafkaStore(
            KafkaSettings settings,
            Supplier<Optional<RecordCipher>> cipher,
            @Nullable SharedEvidence evidence,
            Topic topic)
            throws IOException {
        this.settings = settings;
        this.cipher = cipher;
        this.evidence = evidence;
        partition = settings.gateway() % topic.partitions();
        lastId = greatestNumber();
    }

    /**
     * Looks at the topic. Blocks.
     *
     * @param cipher encrypts messages and bodies before they leave, asked for each batch; empty to send them in clear
     * @param evidence where records are read, time-stamped and archived; closed with this. {@code null}: elsewhere
     * @throws IOException when no broker can be reached, or the topic is too weak for evidence; the text names it
     */
    public static KafkaStore open(
            KafkaSettings settings, Supplier<Optional<RecordCipher>> cipher, @Nullable SharedEvidence evidence)
            throws IOException {
        try {
            return new KafkaStore(settings, cipher, evidence, Topic.fit(settings));
        } catch (KafkaException e) {
            throw new IOException(settings.place() + ": " + Topic.reason(e), e);
        }
    }

    /**
     * Reports from now on when what is written here has not been stored in the database for longer than this; without a
     * database that cannot be told. To be called once.
     */
    public KafkaStore watch(Duration bound, Events events) {
        SharedEvidence database = evidence;
        if (database != null) {
            watch = ConsumptionWatch.start(
                    settings.place() + ", partition " + partition,
                    () -> written,
                    () -> database.consumed(settings.topic(), partition),
                    bound,
                    events,
                    InstantSource.system());
        }
        return this;
    }

    @Override
    public long lastId() {
        return lastId;
    }

    @Override
    public long number(long least) {
        return least + Math.floorMod(settings.gateway() - least, GATEWAYS);
    }

    /** The day, as in the database where the records go. */
    @Override
    public long part(long number) {
        return Math.floorDiv(number, TimeUnit.DAYS.toMicros(1));
    }

    @Override
    public Mono<Void> write(LogBatch batch) {
        return onWriter(() -> {
            RecordCipher sealing = cipher.get().orElse(null);
            List<KeptRecord> records = batch.records().stream()
                    .map(row -> SealedRecords.seal(KeptRecord.of(row), sealing))
                    .toList();
            send(Chunk.of(batch.signatures(), records, Math.min(CHUNK, settings.largest())));
            signatures.add(batch.signatures().size());
        });
    }

    @Override
    public Mono<Void> probe() {
        return onWriter(() -> send(List.of(NOTHING)));
    }

    @Override
    public StoreCounters counters() {
        return new StoreCounters(commits.sum(), 0, signatures.sum());
    }

    @Override
    public EvidenceReader reader() {
        if (evidence == null) {
            throw new MessageLogException(
                    settings.place() + ": records are read where 'spean evidence consume' stores them", null);
        }
        return evidence.reader();
    }

    @Override
    public StampLedger stamps() {
        return evidence == null ? Elsewhere.LEDGER : evidence.stamps();
    }

    @Override
    public ArchiveLedger archive() {
        return evidence == null ? Elsewhere.LEDGER : evidence.archive();
    }

    @Override
    public void close() {
        ConsumptionWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        if (!thread.end(this::closeProducer)) {
            LOG.warn("{}: a write has not ended", settings.place());
        }
        if (evidence != null) {
            evidence.close();
        }
    }

    /** The last number in our partition, which another gateway may have given: numbers ascend with time. */
    private long greatestNumber() throws IOException {
        TopicPartition ours = new TopicPartition(settings.topic(), partition);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
            consumer.assign(List.of(ours));
            long begin = consumer.beginningOffsets(List.of(ours), settings.patience())
                    .getOrDefault(ours, 0L);
            long end = consumer.endOffsets(List.of(ours), settings.patience()).getOrDefault(ours, 0L);
            written = end;
            for (long at = end - 1; at >= begin && at >= end - 100; at--) {
                consumer.seek(ours, at);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(settings.patience())) {
                    List<KeptRecord> records = Chunk.decode(record.value()).records();
                    if (!records.isEmpty()) {
                        return records.getLast().id();
                    }
                }
            }
            return 0;
        }
    }

    private void send(List<byte[]> values) throws IOException {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(settings.producer());
            producer = open;
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (byte[] value : values) {
            sent.add(open.send(new ProducerRecord<>(settings.topic(), partition, null, value)));
        }
        for (Future<RecordMetadata> each : sent) {
            try {
                written = Math.max(written, each.get().offset() + 1);
            } catch (ExecutionException e) {
                throw new IOException(Topic.reason(e.getCause() == null ? e : e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private Mono<Void> onWriter(Work work) {
        return thread.run(() -> {
            try {
                work.run();
                commits.increment();
            } catch (IOException | RuntimeException e) {
                closeProducer();
                throw new IOException(settings.place() + ": " + Topic.reason(e), e);
            }
        });
    }

    private void closeProducer() {
        KafkaProducer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
