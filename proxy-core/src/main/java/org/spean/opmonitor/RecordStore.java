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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * Records in a database file, each with the second in which it was kept. One thread writes, another reads. Its commits wait for
 * no disk: after a loss of power the latest records may be gone, which is no loss of evidence.
 */
final class RecordStore implements AutoCloseable {
    /** Marks the file to {@code file(1)}: "SPOM". */
    private static final int APPLICATION_ID = 0x53504f4d;

    private static final int VERSION = 1;
    private static final int REMOVED_AT_ONCE = 5_000;
    private static final String TIME = RecordField.MONITORING_TIME.json();

    private static final List<RecordField> CLIENT = List.of(
            RecordField.CLIENT_INSTANCE,
            RecordField.CLIENT_CLASS,
            RecordField.CLIENT_CODE,
            RecordField.CLIENT_SUBSYSTEM);
    private static final List<RecordField> PROVIDER = List.of(
            RecordField.SERVICE_INSTANCE,
            RecordField.SERVICE_CLASS,
            RecordField.SERVICE_MEMBER,
            RecordField.SERVICE_SUBSYSTEM);

    private final Connection writing;
    private final Connection reading;
    private final PreparedStatement insert;

    private RecordStore(Connection writing, Connection reading) throws SQLException {
        this.writing = writing;
        this.reading = reading;
        insert = writing.prepareStatement("INSERT INTO record("
                + columns(RecordField.ALL)
                + ") VALUES("
                + RecordField.ALL.stream().map(field -> "?").collect(Collectors.joining(","))
                + ")");
    }

    /**
     * Opens the file, or makes it.
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
                statement.execute("PRAGMA user_version = " + VERSION);
                statement.execute("CREATE TABLE record("
                        + RecordField.ALL.stream()
                                .map(field -> field.json() + ' ' + field.type().sql())
                                .collect(Collectors.joining(","))
                        + ")");
                statement.execute("CREATE INDEX record_time ON record(" + TIME + ")");
            } else if (number(statement, "PRAGMA application_id") != APPLICATION_ID
                    || number(statement, "PRAGMA user_version") != VERSION) {
                throw new SQLException(file + " holds no operational records of this version");
            }
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** The second of the latest record; 0 if there is none. */
    long latest() throws SQLException {
        try (Statement statement = writing.createStatement()) {
            return number(statement, "SELECT max(" + TIME + ") FROM record");
        }
    }

    /** Keeps records, all or none. */
    void add(List<OperationalRecord> records, long second) throws SQLException {
        writing.setAutoCommit(false);
        try {
            for (OperationalRecord each : records) {
                insert.setLong(1, second);
                for (int i = 1; i < RecordField.ALL.size(); i++) {
                    insert.setObject(i + 1, RecordField.ALL.get(i).of(each));
                }
                insert.executeUpdate();
            }
            writing.commit();
        } catch (SQLException e) {
            writing.rollback();
            throw e;
        } finally {
            writing.setAutoCommit(true);
        }
    }

    /** Removes some of the records older than a second; tells whether there may be more. */
    boolean removeBefore(long second) throws SQLException {
        try (PreparedStatement remove =
                writing.prepareStatement("DELETE FROM record WHERE rowid IN (SELECT rowid FROM record WHERE " + TIME
                        + " < ? ORDER BY " + TIME + " LIMIT " + REMOVED_AT_ONCE + ")")) {
            remove.setLong(1, second);
            return remove.executeUpdate() == REMOVED_AT_ONCE;
        }
    }

    /**
     * The last second that an answer may cover so that it holds no more than the limit, yet no second in part; with more records
     * than that in the first second, that one.
     */
    long lastWithin(RecordQuery query) throws SQLException {
        List<Object> values = new ArrayList<>();
        String where = where(query, values);
        @Nullable Long beyond = second(where + " ORDER BY " + TIME + " LIMIT 1 OFFSET " + query.limit(), values);
        if (beyond == null) {
            return query.to();
        }
        @Nullable Long first = second(where + " ORDER BY " + TIME + " LIMIT 1", values);
        return first != null && first < beyond ? beyond - 1 : beyond;
    }

    private @Nullable Long second(String where, List<Object> values) throws SQLException {
        try (PreparedStatement select = reading.prepareStatement("SELECT " + TIME + " FROM record " + where)) {
            bind(select, values);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getLong(1) : null;
            }
        }
    }

    /** What is done with each record found. */
    interface Reader<E extends Exception> {
        /**
         * Takes the next record.
         *
         * @param row at the record; columns as the fields asked for
         */
        void next(ResultSet row) throws SQLException, E;
    }

    /** Reads all records asked for, whatever the limit, the oldest first; tells how many there were. */
    <E extends Exception> int read(RecordQuery query, Reader<E> reader) throws SQLException, E {
        List<Object> values = new ArrayList<>();
        String sql = "SELECT " + columns(query.fields()) + " FROM record " + where(query, values) + " ORDER BY " + TIME
                + ", rowid";
        int count = 0;
        try (PreparedStatement select = reading.prepareStatement(sql)) {
            bind(select, values);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    reader.next(row);
                    count++;
                }
            }
        }
        return count;
    }

    private static String where(RecordQuery query, List<Object> values) {
        values.add(query.from());
        values.add(query.to());
        StringBuilder sql = new StringBuilder("WHERE " + TIME + " BETWEEN ? AND ?");
        ClientId client = query.client();
        ClientId partner = query.partner();
        if (client != null) {
            sql.append(" AND (");
            is(sql, CLIENT, client, values);
            if (partner != null) {
                is(sql.append(" AND "), PROVIDER, partner, values);
            }
            is(sql.append(" OR "), PROVIDER, client, values);
            if (partner != null) {
                is(sql.append(" AND "), CLIENT, partner, values);
            }
            sql.append(')');
        } else if (partner != null) {
            is(sql.append(" AND "), PROVIDER, partner, values);
        }
        return sql.toString();
    }

    private static void is(StringBuilder sql, List<RecordField> columns, ClientId client, List<Object> values) {
        sql.append(columns.get(0).json()).append(" = ? AND ");
        sql.append(columns.get(1).json()).append(" = ? AND ");
        sql.append(columns.get(2).json()).append(" = ? AND ");
        sql.append(columns.get(3).json());
        values.add(client.member().instance());
        values.add(client.member().memberClass());
        values.add(client.member().memberCode());
        if (client.subsystem() == null) {
            sql.append(" IS NULL");
        } else {
            sql.append(" = ?");
            values.add(client.subsystem());
        }
    }

    private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    private static String columns(List<RecordField> fields) {
        return fields.stream().map(RecordField::json).collect(Collectors.joining(","));
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
