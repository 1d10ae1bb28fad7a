package org.spean.messagelog.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.postgres.PostgresIntake;
import org.spean.messagelog.postgres.PostgresSettings;
import org.spean.messagelog.postgres.TakenException;

/**
 * Moves records from a topic to PostgreSQL, once each however often it is interrupted. A database or broker that is gone is
 * waited for; what cannot get better ends it.
 */
public final class EvidenceConsumer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceConsumer.class);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaSettings topic;
    private final PostgresSettings database;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LongAdder stored = new LongAdder();
    private @Nullable PostgresIntake intake;

    private EvidenceConsumer(KafkaSettings topic, PostgresSettings database, PostgresIntake intake) {
        this.topic = topic;
        this.database = database;
        this.intake = intake;
    }

    /**
     * Connects to both, and makes the tables or migrates them. Blocks.
     *
     * @throws IOException when the topic or database cannot be used, or another takes in the topic; the text says so
     */
    public static EvidenceConsumer open(KafkaSettings topic, PostgresSettings database) throws IOException {
        PostgresIntake intake = PostgresIntake.open(database, topic.topic());
        boolean done = false;
        try {
            Topic.look(topic);
            done = true;
            return new EvidenceConsumer(topic, database, intake);
        } finally {
            if (!done) {
                intake.close();
            }
        }
    }

    /** Records stored since the start, those that were there already included. */
    public long stored() {
        return stored.sum();
    }

    /**
     * Runs until it is closed, or has stored what the topic held when it began. Blocks; to be called once.
     *
     * @param untilEnd whether to end then
     * @throws IOException when it cannot go on: a record is not one of ours, records were removed from the topic before they
     *     were stored, or two gateways give the same numbers
     */
    public void run(boolean untilEnd) throws IOException {
        boolean again = true;
        while (again && stopped.getCount() > 0) {
            try (PostgresIntake open = intake();
                    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(topic.consumer())) {
                again = move(open, consumer, partitions(), untilEnd);
            } catch (BrokenException e) {
                throw e;
            } catch (IOException | KafkaException e) {
                LOG.warn("{}; going on in a moment", text(e));
                pause();
            }
        }
    }

    /** The one that was opened at first, then a new one after each failure. */
    private PostgresIntake intake() throws IOException {
        PostgresIntake first = intake;
        intake = null;
        return first == null ? PostgresIntake.open(database, topic.topic()) : first;
    }

    /** Ends {@link #run}, from any thread; what is not stored by then is stored by the next. */
    public void stop() {
        stopped.countDown();
    }

    @Override
    public void close() {
        stop();
        PostgresIntake unused = intake;
        if (unused != null) {
            unused.close();
        }
    }

    private String text(Exception e) {
        return e instanceof KafkaException ? topic.place() + ": " + Topic.reason(e) : String.valueOf(e.getMessage());
    }

    private List<TopicPartition> partitions() throws IOException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < Topic.look(topic).partitions(); i++) {
            partitions.add(new TopicPartition(topic.topic(), i));
        }
        return partitions;
    }

    /** Whether there is more to do: not when it was stopped or has reached the end. */
    private boolean move(
            PostgresIntake intake,
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            boolean untilEnd)
            throws IOException {
        try {
            consumer.assign(partitions);
            Map<Integer, Long> offsets = intake.offsets();
            Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                consumer.seek(
                        partition, offsets.getOrDefault(partition.partition(), begin.getOrDefault(partition, 0L)));
            }
            while (stopped.getCount() > 0) {
                ConsumerRecords<byte[], byte[]> read = consumer.poll(POLL);
                if (!read.isEmpty()) {
                    store(intake, read);
                }
                if (untilEnd
                        && partitions.stream()
                                .allMatch(each -> consumer.position(each) >= end.getOrDefault(each, 0L))) {
                    return false;
                }
            }
            return false;
        } catch (OffsetOutOfRangeException e) {
            throw new BrokenException(topic.place() + ": records were removed before they were stored, at "
                    + e.offsetOutOfRangePartitions() + " (longer retention is needed)");
        } catch (KafkaException e) {
            throw new IOException(topic.place() + ": " + Topic.reason(e), e);
        }
    }

    private void store(PostgresIntake intake, ConsumerRecords<byte[], byte[]> read) throws IOException {
        Map<Long, SignatureRow> signatures = new HashMap<>();
        Map<Long, KeptRecord> records = new HashMap<>();
        Map<Integer, Long> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> each : read) {
            Chunk chunk = decode(each);
            for (SignatureRow row : chunk.signatures()) {
                signatures.put(row.id(), row);
            }
            for (KeptRecord record : chunk.records()) {
                KeptRecord other = records.put(record.id(), record);
                if (other != null && !other.queryId().equals(record.queryId())) {
                    throw new BrokenException(taken("number " + record.id() + " is there twice"));
                }
            }
            next.merge(each.partition(), each.offset() + 1, Math::max);
        }
        try {
            intake.store(List.copyOf(signatures.values()), List.copyOf(records.values()), next);
        } catch (TakenException e) {
            throw new BrokenException(taken(String.valueOf(e.getMessage())));
        }
        stored.add(records.size());
    }

    private String taken(String what) {
        return topic.place() + ": " + what + ": do two gateways have the same messageLog.kafka.gateway?";
    }

    private Chunk decode(ConsumerRecord<byte[], byte[]> record) throws BrokenException {
        try {
            return Chunk.decode(record.value());
        } catch (IOException | RuntimeException e) {
            throw new BrokenException(topic.place() + ": partition " + record.partition() + ", offset "
                    + record.offset() + ": not a record of the message log: " + Topic.reason(e));
        }
    }

    private void pause() {
        try {
            if (stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }

    /** What trying again does not mend. */
    private static final class BrokenException extends IOException {
        BrokenException(String message) {
            super(message);
        }
    }
}
