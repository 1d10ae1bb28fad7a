package org.spean.opmonitor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * Records in a database file, a row for those that are kept at once, with the second in which that was. One thread writes, another
 * reads. Its commits wait for no disk: after a loss of power the latest records may be gone, which is no loss of evidence.
 */
final class RecordStore implements AutoCloseable {
    /** Marks the file to {@code file(1)}: "SPOM". */
    private static final int APPLICATION_ID = 0x53504f4d;

    private static final int VERSION = 2;
    private static final int REMOVED_AT_ONCE = 100;
    private static final String INSERT = "INSERT INTO kept(second, records, data) VALUES (?, ?, ?)";

    private final Connection writing;
    private final Connection reading;
    private final PreparedStatement insert;

    private RecordStore(Connection writing, Connection reading) throws SQLException {
        this.writing = writing;
        this.reading = reading;
        insert = writing.prepareStatement(INSERT);
    }

    /**
     * Opens the file, or makes it; what the version before wrote is taken over.
     *
     * @throws SQLException also when the file is another's, or of another version
     */
    static RecordStore open(Path file) throws SQLException {
        Connection writing = connection(file);
        try {
            prepare(file, writing);
            Connection reading = connection(file);
            try {
                return new RecordStore(writing, reading);
            } catch (SQLException e) {
                reading.close();
                throw e;
            }
        } catch (SQLException e) {
            writing.close();
            throw e;
        }
    }

    private static Connection connection(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5000);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-4096);
        return JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    private static void prepare(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
                statement.execute("PRAGMA application_id = " + APPLICATION_ID);
                create(statement);
                return;
            }
            boolean ours = number(statement, "PRAGMA application_id") == APPLICATION_ID;
            long version = number(statement, "PRAGMA user_version");
            if (!ours || (version != VERSION && version != EarlierRecords.VERSION)) {
                throw new SQLException(file + " holds no operational records of this version");
            }
            if (version == EarlierRecords.VERSION) {
                connection.setAutoCommit(false);
                create(statement);
                try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                    EarlierRecords.each(statement, (second, rows) -> add(insert, second, rows, Map::get));
                }
                EarlierRecords.drop(statement);
                connection.commit();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("CREATE TABLE kept(second INTEGER NOT NULL, records INTEGER NOT NULL, data BLOB NOT NULL)");
        statement.execute("CREATE INDEX kept_second ON kept(second)");
        statement.execute("PRAGMA user_version = " + VERSION);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** The second of the latest record; 0 if there is none. */
    long latest() throws SQLException {
        try (Statement statement = writing.createStatement()) {
            return number(statement, "SELECT max(second) FROM kept");
        }
    }

    /** Keeps records, all or none. */
    void add(List<OperationalRecord> records, long second) throws SQLException {
        add(insert, second, records, (exchange, field) -> field.of(exchange));
    }

    private static <R> void add(PreparedStatement insert, long second, List<R> records, StoredRecords.Values<R> values)
            throws SQLException {
        insert.setLong(1, second);
        insert.setInt(2, records.size());
        insert.setBytes(3, StoredRecords.encode(records, values));
        insert.executeUpdate();
    }

    /** Removes some of the records older than a second; tells whether there may be more. */
    boolean removeBefore(long second) throws SQLException {
        try (PreparedStatement remove =
                writing.prepareStatement("DELETE FROM kept WHERE rowid IN (SELECT rowid FROM kept WHERE second < ?"
                        + " ORDER BY second LIMIT " + REMOVED_AT_ONCE + ")")) {
            remove.setLong(1, second);
            return remove.executeUpdate() == REMOVED_AT_ONCE;
        }
    }

    /** What is done with each record found. */
    interface Reader<E extends Exception> {
        void next(Map<RecordField, Object> record) throws E;
    }

    /**
     * Reads the records that answer a question, the oldest first: no more than its limit, yet no second in part; with more than
     * that in the first second, those.
     *
     * @return the last second that is answered for
     */
    <E extends Exception> long each(RecordQuery query, Reader<E> reader) throws SQLException, E {
        Seconds<E> seconds = new Seconds<>(query.limit(), reader);
        try (PreparedStatement select = reading.prepareStatement(
                "SELECT second, records, data FROM kept WHERE second BETWEEN ? AND ? ORDER BY second, rowid")) {
            select.setLong(1, query.from());
            select.setLong(2, query.to());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long second = row.getLong(1);
                    for (Map<RecordField, Object> each : StoredRecords.decode(row.getBytes(3), row.getInt(2), second)) {
                        if (query.wants(each) && !seconds.take(second, each)) {
                            return seconds.last(query.to());
                        }
                    }
                }
            }
        }
        return seconds.last(query.to());
    }

    /** Hands records on, by whole seconds: those of any but the first wait until all of their second have come. */
    private static final class Seconds<E extends Exception> {
        private final int limit;
        private final Reader<E> reader;
        private final List<Map<RecordField, Object>> waiting = new ArrayList<>();
        private int read;
        private @Nullable Long first;
        private @Nullable Long end;
        private long current;

        Seconds(int limit, Reader<E> reader) {
            this.limit = limit;
            this.reader = reader;
        }

        /** Takes the next record wanted; tells whether there may be room for more. */
        boolean take(long second, Map<RecordField, Object> record) throws E {
            if (first == null || first == second) {
                first = second;
                read(record);
                return true;
            }
            if (read > limit) {
                return false;
            }
            if (second != current) {
                readWaiting();
                current = second;
            }
            if (read + waiting.size() == limit) {
                waiting.clear();
                end = second - 1;
                return false;
            }
            waiting.add(record);
            return true;
        }

        long last(long to) throws E {
            readWaiting();
            if (first != null && read > limit) {
                return first;
            }
            return end == null ? to : end;
        }

        private void readWaiting() throws E {
            for (Map<RecordField, Object> record : waiting) {
                read(record);
            }
            waiting.clear();
        }

        private void read(Map<RecordField, Object> record) throws E {
            reader.next(record);
            read++;
        }
    }

    /** Whether the folder of the file is there, made if it was not. */
    static void prepareFolder(Path file) throws java.io.IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    @Override
    public void close() throws SQLException {
        try (reading;
                writing) {
            insert.close();
        }
    }
}
