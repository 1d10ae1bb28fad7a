package org.spean.messagelog.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch.SignatureRow;

/**
 * Takes in records of a Kafka topic, each with the offset that it had: rows and offsets are of one transaction, so that
 * however often a record is read it is stored once. One intake a topic works at a time: it ends with its connection, and with
 * it its right to go on. Used by one thread at a time.
 */
public final class PostgresIntake implements AutoCloseable {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final PostgresSettings settings;
    private final Database database;
    private final PostgresWriter writer;
    private final String topic;

    private PostgresIntake(PostgresSettings settings, Database database, PostgresWriter writer, String topic) {
        this.settings = settings;
        this.database = database;
        this.writer = writer;
        this.topic = topic;
    }

    /**
     * Connects, makes the tables or migrates them.
     *
     * @throws IOException when the database cannot be reached or used, or another takes in the topic; the text says so
     */
    public static PostgresIntake open(PostgresSettings settings, String topic) throws IOException {
        Database database = null;
        PostgresWriter writer = null;
        try {
            Migrations.migrate(settings);
            database = new Database(settings);
            writer = PostgresWriter.open(database);
            take(writer.connection(), topic);
            return new PostgresIntake(settings, database, writer, topic);
        } catch (SQLException e) {
            if (writer != null) {
                writer.close();
            }
            if (database != null) {
                database.close();
            }
            throw new IOException(Database.text(settings, e), e);
        }
    }

    /** Waits for a moment: whoever was killed just now may still have the lock. */
    private static void take(Connection connection, String topic) throws SQLException {
        Database.execute(connection, "SET lock_timeout = '3s'");
        try {
            Database.holds(
                    connection,
                    "SELECT pg_advisory_lock(hashtext(current_schema() || ' consumer'), hashtext(?)) IS NOT NULL",
                    topic);
        } catch (SQLException e) {
            throw LOCK_NOT_AVAILABLE.equals(e.getSQLState())
                    ? new SQLException("another process takes in the topic " + topic, e)
                    : e;
        }
        Database.execute(connection, "SET lock_timeout = 0");
    }

    /** Where to go on, by partition; one that was never read is absent. */
    public Map<Integer, Long> offsets() throws IOException {
        try (PreparedStatement statement = Database.prepare(
                        writer.connection(), "SELECT part, next FROM consumed WHERE topic = ?", topic);
                ResultSet rows = statement.executeQuery()) {
            Map<Integer, Long> offsets = new HashMap<>();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
            return offsets;
        } catch (SQLException e) {
            throw new IOException(Database.text(settings, e), e);
        }
    }

    /**
     * Stores rows, those that are there already excepted, and where to go on; all or nothing, durably.
     *
     * @throws TakenException when a number is another gateway's
     * @throws IOException on any other failure, after which this is to be closed
     */
    public void store(List<SignatureRow> signatures, List<KeptRecord> records, Map<Integer, Long> next)
            throws IOException {
        Connection connection = writer.connection();
        try {
            for (SignatureRow row : signatures) {
                writer.need(Partitions.day(row.id()));
            }
            for (KeptRecord record : records) {
                writer.need(Partitions.day(record.id()));
            }
            Database.atomically(connection, same -> {
                writer.write(signatures, records);
                for (Map.Entry<Integer, Long> each : next.entrySet()) {
                    Database.update(
                            same,
                            "INSERT INTO consumed(topic, part, next) VALUES (?, ?, ?)"
                                    + " ON CONFLICT (topic, part) DO UPDATE SET next = excluded.next",
                            topic,
                            each.getKey(),
                            each.getValue());
                }
                return true;
            });
        } catch (SQLException e) {
            throw new IOException(Database.text(settings, e), e);
        }
    }

    @Override
    public void close() {
        writer.close();
        database.close();
    }
}
