package org.spean.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * The message log.
 *
 * @param home where it is kept
 * @param directory absolute path of the folder of the embedded log
 * @param postgresql the database, also of records that come from Kafka; {@code null} when there is none
 * @param kafka {@code null} when there is none
 * @param keeping what is kept where {@code subsystems} says nothing else
 * @param subsystems what is kept of the messages of some subsystems (or members)
 * @param maxBody bytes kept of a message at most, beside its message part
 * @param bodyMemory bytes of kept bodies that may wait to be logged, of all messages together; {@code maxBody} or more
 * @param encryption keys; {@code null} when messages are kept in clear
 */
public record MessageLogConfig(
        LogHome home,
        Path directory,
        @Nullable PostgresConfig postgresql,
        @Nullable KafkaConfig kafka,
        Keeping keeping,
        Map<ClientId, Keeping> subsystems,
        long maxBody,
        long bodyMemory,
        @Nullable EncryptionConfig encryption) {
    public MessageLogConfig {
        subsystems = Map.copyOf(subsystems);
    }

    /** The key that says where it is kept. */
    public String placeKey() {
        return switch (home) {
            case EMBEDDED -> Settings.LOG_DIRECTORY.path();
            case POSTGRESQL -> LogHomeSettings.POSTGRESQL.path();
            case KAFKA -> LogHomeSettings.KAFKA.path();
        };
    }

    /** All that says where it is kept; equal when it is the same place. */
    public Object place() {
        return switch (home) {
            case EMBEDDED -> directory;
            case POSTGRESQL -> Objects.requireNonNull(postgresql);
            case KAFKA -> Arrays.asList(kafka, postgresql);
        };
    }

    /** What is kept of an exchange: as is said of our subsystem, else as of the other, else as of all. */
    public Keeping keeping(ClientId own, ClientId other) {
        Keeping ofOwn = subsystems.get(own);
        return ofOwn != null ? ofOwn : subsystems.getOrDefault(other, keeping);
    }
}
