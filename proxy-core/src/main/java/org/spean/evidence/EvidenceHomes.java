package org.spean.evidence;

import java.io.IOException;
import org.spean.config.GatewayConfig;
import org.spean.config.MessageLogConfig;
import org.spean.config.PostgresConfig;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.postgres.PostgresEvidence;
import org.spean.messagelog.postgres.PostgresSettings;
import org.spean.messagelog.postgres.PostgresStore;
import org.spean.messagelog.sqlite.SqliteEvidence;
import org.spean.messagelog.sqlite.SqliteStore;

/** Opens the home of the message log that a configuration names. Blocks. */
public final class EvidenceHomes {

    private EvidenceHomes() {}

    /**
     * For a gateway that writes.
     *
     * @throws IOException when it cannot be opened; the text names it
     */
    public static EvidenceStore open(GatewayConfig config) throws IOException {
        MessageLogConfig log = config.messageLog();
        return switch (log.home()) {
            case EMBEDDED -> SqliteStore.open(log.file());
            case POSTGRESQL -> PostgresStore.open(postgresql(config));
            case KAFKA -> throw new IOException("not yet");
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
            case EMBEDDED -> SqliteEvidence.open(log.file());
            case POSTGRESQL, KAFKA -> PostgresEvidence.open(postgresql(config));
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

    private static PostgresSettings settings(GatewayConfig config, PostgresConfig database) {
        return new PostgresSettings(
                database.url(),
                database.user(),
                new String(database.password().reveal()),
                database.schema(),
                database.connections(),
                config.timeouts().commit());
    }
}
