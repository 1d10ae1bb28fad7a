package org.spean.evidence;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.spean.config.EncryptionConfig;
import org.spean.config.GatewayConfig;
import org.spean.config.KafkaConfig;
import org.spean.config.Keep;
import org.spean.config.MessageLogConfig;
import org.spean.config.PostgresConfig;
import org.spean.event.Events;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.KeptEvidence;
import org.spean.messagelog.encryption.RecordCipher;
import org.spean.messagelog.kafka.KafkaSettings;
import org.spean.messagelog.kafka.KafkaStore;
import org.spean.messagelog.postgres.PostgresEvidence;
import org.spean.messagelog.postgres.PostgresSettings;
import org.spean.messagelog.postgres.PostgresStore;
import org.spean.messagelog.postgres.SharedEvidence;
import org.spean.messagelog.segment.SegmentEvidence;
import org.spean.messagelog.segment.SegmentStore;

/** Opens the home of the message log that a configuration names. Blocks. */
public final class EvidenceHomes {

    /** What surrounds the octets of a record. */
    private static final int FRAME = 64 << 10;

    /** What attachments add, of which a SOAP message has 4096 at most: a digest each, a length, what encryption adds. */
    private static final int ATTACHMENTS = 4096 * (64 + 4 + RecordCipher.MOST_ADDED);

    /** How long a record may stay in Kafka alone before somebody is told. */
    private static final Duration CONSUMED_WITHIN = Duration.ofMinutes(5);

    private EvidenceHomes() {}

    /**
     * For a gateway that writes.
     *
     * @param cipher for new records, asked for each batch
     * @throws IOException when it cannot be opened; the text names it
     */
    public static EvidenceStore open(GatewayConfig config, Supplier<Optional<RecordCipher>> cipher, Events events)
            throws IOException {
        MessageLogConfig log = config.messageLog();
        return switch (log.home()) {
            case EMBEDDED -> SegmentStore.open(log.directory(), cipher, events);
            case POSTGRESQL -> PostgresStore.open(postgresql(config), cipher);
            case KAFKA ->
                KafkaStore.open(
                                kafka(config),
                                cipher,
                                log.postgresql() == null ? null : new SharedEvidence(postgresql(config), cipher))
                        .watch(CONSUMED_WITHIN, events);
        };
    }

    /**
     * For what is done with records that are kept: they are read, time-stamped, archived and removed. The embedded log must
     * not be in use by a gateway at the time; a database may be.
     *
     * @throws IOException when it cannot be opened; the text names it
     */
    public static KeptEvidence keep(GatewayConfig config, Events events) throws IOException {
        Optional<RecordCipher> cipher = cipher(config);
        return switch (config.messageLog().home()) {
            case EMBEDDED -> open(config, () -> cipher, events);
            case POSTGRESQL, KAFKA -> new SharedEvidence(postgresql(config), () -> cipher);
        };
    }

    /**
     * For reading alone, beside the gateways that write.
     *
     * @throws IOException when it cannot be opened; the text names it
     */
    public static EvidenceReader read(GatewayConfig config) throws IOException {
        MessageLogConfig log = config.messageLog();
        return switch (log.home()) {
            case EMBEDDED ->
                SegmentEvidence.open(log.directory(), cipher(config).orElse(null));
            case POSTGRESQL, KAFKA -> PostgresEvidence.open(postgresql(config), cipher(config));
        };
    }

    /**
     * The database that the configuration names.
     *
     * @throws IOException when it names none, as it may with records in Kafka
     */
    public static PostgresSettings postgresql(GatewayConfig config) throws IOException {
        PostgresConfig database = config.messageLog().postgresql();
        if (database == null) {
            throw new IOException(config.file() + ": messageLog.postgresql: missing (expected: the database where"
                    + " 'spean evidence consume' stores what is in Kafka)");
        }
        return settings(config, database);
    }

    /**
     * The topic that the configuration names.
     *
     * @throws IOException when it names none, or sets properties that are not the operator's
     */
    public static KafkaSettings kafka(GatewayConfig config) throws IOException {
        KafkaConfig topic = config.messageLog().kafka();
        if (topic == null) {
            throw new IOException(config.file() + ": messageLog.kafka: missing (expected: the topic)");
        }
        try {
            return new KafkaSettings(
                    topic.servers(),
                    topic.topic(),
                    KafkaSecurity.properties(topic),
                    topic.gateway(),
                    config.timeouts().commit(),
                    largest(config));
        } catch (IllegalArgumentException e) {
            throw new IOException(config.file() + ": messageLog.kafka.properties: " + e.getMessage(), e);
        }
    }

    /** Bytes of the largest record that the limits admit: message part, signature, its two companions, what is kept. */
    private static int largest(GatewayConfig config) {
        MessageLogConfig log = config.messageLog();
        boolean bodies = Stream.concat(Stream.of(log.keeping()), log.subsystems().values().stream())
                .anyMatch(keeping -> keeping.keep() == Keep.FULL);
        long bytes = config.limits().messageBytes()
                + 3L * config.limits().signatureBytes()
                + (bodies ? log.maxBody() : 0)
                + ATTACHMENTS
                + FRAME;
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** What encrypts new records, and decrypts those that are encrypted; empty when they are kept in clear. */
    public static Optional<RecordCipher> cipher(GatewayConfig config) {
        EncryptionConfig encryption = config.messageLog().encryption();
        return encryption == null
                ? Optional.empty()
                : Optional.of(new RecordCipher(encryption.current(), encryption.revealed()));
    }

    private static PostgresSettings settings(GatewayConfig config, PostgresConfig database) {
        return new PostgresSettings(
                database.url(),
                database.user(),
                SecretText.of(database.password()),
                database.schema(),
                database.connections(),
                config.timeouts().commit());
    }
}
