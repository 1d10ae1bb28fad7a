package org.spean.messagelog.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch.SignatureRow;

/** The connection that writes records, and what it knows of the database. Used by one thread at a time. */
final class PostgresWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);

    private final Connection connection;
    private final RecordInsert insert;
    private final Set<Long> days = new HashSet<>();

    private PostgresWriter(Connection connection) throws SQLException {
        this.connection = connection;
        insert = new RecordInsert(connection);
    }

    /** Connects, and sees that the schema is still one that we know. */
    static PostgresWriter open(Database database) throws SQLException {
        Connection connection = database.writing();
        try {
            if (Migrations.version(database.settings(), connection) != Migrations.VERSION) {
                throw new SQLException("schema " + database.settings().schema() + " is not there any more, or older");
            }
            return new PostgresWriter(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    long greatestNumber() throws SQLException {
        return Database.number(
                connection, "SELECT greatest((SELECT max(id) FROM record), (SELECT max(id) FROM signature), 0)");
    }

    int takePlace(@Nullable Integer last) throws SQLException {
        return Place.take(connection, last);
    }

    /** Writes rows durably, or as part of the transaction that is open. */
    void write(List<SignatureRow> signatures, List<KeptRecord> records) throws SQLException {
        for (SignatureRow row : signatures) {
            need(Partitions.day(row.id()));
        }
        for (KeptRecord record : records) {
            need(Partitions.day(record.id()));
        }
        insert.write(signatures, records);
    }

    /** Makes a day's partitions, unless it is known that they are there. */
    void need(long day) throws SQLException {
        if (!days.contains(day)) {
            Partitions.make(connection, day);
            days.add(day);
        }
    }

    boolean has(long day) {
        return days.contains(day);
    }

    /** A durable write that changes nothing that matters. */
    void probe() throws SQLException {
        Database.update(connection, "UPDATE gateway SET probes = probes + 1 WHERE place = 0");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("Closing a connection failed", e);
        }
    }
}
