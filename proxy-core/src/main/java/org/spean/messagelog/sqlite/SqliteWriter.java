package org.spean.messagelog.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.digest.MessageDigests;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LoggedSignature.OwnSignature;
import org.spean.messagelog.LoggedSignature.PeerSignature;

/**
 * One connection with its prepared statements; a batch is one transaction. Rows go in by JDBC batches, since the driver makes
 * sure of its auto-commit mode after every single execution. Used by one thread at a time.
 */
final class SqliteWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement signature;
    private final PreparedStatement unstamped;
    private final PreparedStatement record;
    private final PreparedStatement body;
    private final PreparedStatement unarchived;
    private final PreparedStatement probe;
    private final List<PreparedStatement> inserts;
    private final Names names;

    private SqliteWriter(Connection connection) throws SQLException {
        this.connection = connection;
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        signature = connection.prepareStatement(
                "INSERT OR IGNORE INTO signature(id, side, document, result) VALUES(?, ?, ?, ?)");
        unstamped = connection.prepareStatement("INSERT OR IGNORE INTO unstamped(signature) VALUES(?)");
        record =
                connection.prepareStatement("INSERT OR IGNORE INTO record(id, kind, time, query_id, request_id, client,"
                        + " provider, service, signature, algorithm, digests, message, path, chain)"
                        + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        body = connection.prepareStatement("INSERT OR IGNORE INTO body(record, number, content) VALUES(?, ?, ?)");
        unarchived = connection.prepareStatement("INSERT OR IGNORE INTO unarchived(record) VALUES(?)");
        probe = connection.prepareStatement(
                "INSERT INTO probe(id, count) VALUES(1, 1) ON CONFLICT DO UPDATE SET count = count + 1");
        inserts = List.of(signature, unstamped, record, body, unarchived);
        names = new Names(connection);
    }

    static SqliteWriter open(Path file, boolean create) throws SQLException {
        Connection connection = Schema.openForWriting(file, create);
        try {
            return new SqliteWriter(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    long greatestNumber() throws SQLException {
        return Schema.greatestNumber(connection);
    }

    void write(LogBatch batch) throws SQLException {
        transaction(() -> {
            for (SignatureRow row : batch.signatures()) {
                add(row);
            }
            for (RecordRow row : batch.records()) {
                add(row);
            }
            for (PreparedStatement rows : inserts) {
                rows.executeBatch();
            }
        });
    }

    void probe() throws SQLException {
        transaction(probe::executeUpdate);
    }

    /** Moves pages of the journal to the database, as far as readers permit. Whether all of them were moved. */
    boolean checkpoint() throws SQLException {
        return checkpoint(connection, "PASSIVE");
    }

    /** The same, waiting for readers: afterwards all that was committed is in the database file and synchronised. */
    boolean checkpointAll() throws SQLException {
        return checkpoint(connection, "TRUNCATE");
    }

    static boolean checkpoint(Connection connection, String mode) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            row.next();
            return row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
        }
    }

    long pragma(String text) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + text)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("Closing the message log failed", e);
        }
    }

    private void transaction(Rows rows) throws SQLException {
        begin.executeUpdate();
        boolean committed = false;
        try {
            rows.insert();
            commit.executeUpdate();
            committed = true;
        } finally {
            if (!committed) {
                rollBack();
            }
        }
    }

    private void rollBack() throws SQLException {
        names.forget();
        for (PreparedStatement rows : inserts) {
            rows.clearBatch();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("Nothing to roll back, SQLite had done so: {}", e.getMessage());
        }
    }

    private void add(SignatureRow row) throws SQLException {
        signature.setLong(1, row.id());
        signature.setInt(2, RecordKind.of(row.side(), false, false));
        signature.setBytes(3, row.document());
        signature.setBytes(4, row.result());
        signature.addBatch();
        unstamped.setLong(1, row.id());
        unstamped.addBatch();
    }

    private void add(RecordRow row) throws SQLException {
        LogRecord data = row.record();
        record.setLong(1, row.id());
        record.setInt(2, RecordKind.of(data.side(), data.response(), data.wholeMessage()));
        record.setLong(3, ChronoUnit.MICROS.between(Instant.EPOCH, data.time()));
        record.setString(4, data.queryId());
        record.setString(5, data.requestId());
        record.setLong(6, names.number(data.client(), c -> c.encoded()));
        record.setLong(7, names.number(data.service().provider(), p -> p.encoded()));
        record.setLong(8, names.number(data.service(), ServiceText::of));
        record.setLong(9, row.signature());
        MessageDigests digests = data.digests();
        record.setString(10, digests.algorithm().headerName());
        record.setBytes(11, joined(digests));
        record.setBytes(12, data.message());
        record.setBytes(13, path(data));
        record.setBytes(
                14,
                data.signature() instanceof PeerSignature peer ? peer.parts().chain() : null);
        record.addBatch();
        unarchived.setLong(1, row.id());
        unarchived.addBatch();
        List<byte[]> attachments = data.attachments();
        for (int i = 0; i < attachments.size(); i++) {
            body.setLong(1, row.id());
            body.setInt(2, i + 1);
            body.setBytes(3, attachments.get(i));
            body.addBatch();
        }
    }

    private static byte @Nullable [] path(LogRecord data) {
        return data.signature() instanceof OwnSignature own && own.result() != null
                ? own.signed().path().encode()
                : null;
    }

    private static byte[] joined(MessageDigests digests) {
        int length = digests.algorithm().length();
        byte[] all = new byte[(1 + digests.attachments().size()) * length];
        System.arraycopy(digests.message(), 0, all, 0, length);
        for (int i = 0; i < digests.attachments().size(); i++) {
            System.arraycopy(digests.attachments().get(i), 0, all, (i + 1) * length, length);
        }
        return all;
    }

    @FunctionalInterface
    private interface Rows {
        void insert() throws SQLException;
    }
}
