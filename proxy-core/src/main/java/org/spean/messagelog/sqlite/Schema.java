package org.spean.messagelog.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The tables, and how connections to them are opened. {@code PRAGMA user_version} is the version of the schema.
 *
 * <p>Everything that grows, grows at its end: keys are our ascending numbers, and the only index starts with them too, so that
 * a commit touches few pages however large the file is. (An index by query id would touch one page per record.)
 *
 * <ul>
 *   <li>{@code signature}: the documents, one row per signing batch and side. Never changed: a time-stamp is a row of
 *       another table.
 *   <li>{@code unstamped}: the signatures that no time-stamp covers yet.
 *   <li>{@code record}: the messages. {@code chain} is a peer's hash chain as it came, {@code path} the compact form of ours;
 *       neither is set when the signature covers the message directly.
 *   <li>{@code record_kind}: what counts and samples need, without the messages.
 *   <li>{@code body}: bodies and attachments, where these are kept.
 *   <li>{@code stamp}, {@code stamped}: time-stamps and the signatures that they cover.
 *   <li>{@code unarchived}: records that are in no archive file yet; {@code archive}: the last file of each group.
 *   <li>{@code name}: clients, providers and services, which repeat.
 * </ul>
 */
final class Schema {

    static final int VERSION = 1;

    /** Marks the file as ours to {@code file(1)} and to ourselves: "SPML". */
    private static final int APPLICATION_ID = 0x53504d4c;

    static final int PAGE_SIZE = 8192;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE name(
              id INTEGER PRIMARY KEY,
              value TEXT NOT NULL UNIQUE)
            """, """
            CREATE TABLE signature(
              id INTEGER PRIMARY KEY,
              side INTEGER NOT NULL,
              document BLOB NOT NULL,
              result BLOB)
            """, """
            CREATE TABLE unstamped(
              signature INTEGER PRIMARY KEY REFERENCES signature(id))
            """, """
            CREATE TABLE record(
              id INTEGER PRIMARY KEY,
              kind INTEGER NOT NULL,
              time INTEGER NOT NULL,
              query_id TEXT NOT NULL,
              request_id TEXT NOT NULL,
              client INTEGER NOT NULL REFERENCES name(id),
              provider INTEGER NOT NULL REFERENCES name(id),
              service INTEGER NOT NULL REFERENCES name(id),
              signature INTEGER NOT NULL REFERENCES signature(id),
              algorithm TEXT NOT NULL,
              digests BLOB NOT NULL,
              message BLOB NOT NULL,
              path BLOB,
              chain BLOB)
            """, "CREATE INDEX record_kind ON record(id, kind)", """
            CREATE INDEX record_signature ON record(signature)
            """, """
            CREATE TABLE stamp(
              id INTEGER PRIMARY KEY,
              time INTEGER NOT NULL,
              token BLOB NOT NULL,
              result BLOB)
            """, """
            CREATE TABLE stamped(
              signature INTEGER PRIMARY KEY,
              stamp INTEGER NOT NULL REFERENCES stamp(id),
              chain BLOB)
            """, """
            CREATE TABLE unarchived(
              record INTEGER PRIMARY KEY)
            """, """
            CREATE TABLE archive(
              name TEXT PRIMARY KEY,
              digest TEXT NOT NULL,
              file TEXT NOT NULL)
            """, """
            CREATE TABLE body(
              record INTEGER NOT NULL REFERENCES record(id),
              number INTEGER NOT NULL,
              content BLOB NOT NULL,
              PRIMARY KEY(record, number))
            """, """
            CREATE TABLE probe(
              id INTEGER PRIMARY KEY CHECK(id = 1),
              count INTEGER NOT NULL)
            """);

    private Schema() {}

    /**
     * A connection that may write. Nothing is moved out of the journal by its commits: that has a thread of its own.
     *
     * @param create whether to make the file and its tables when there are none
     * @throws SQLException also when the file is not a message log of this version
     */
    static Connection openForWriting(Path file, boolean create) throws SQLException {
        SQLiteConfig config = config();
        if (!create) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
        try (Statement statement = connection.createStatement()) {
            // In this order: the page size is settled by the first write, and changing to WAL is one.
            statement.execute("PRAGMA page_size = " + PAGE_SIZE);
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA cache_size = -8192");
            int version = number(statement, "PRAGMA user_version");
            if (version == 0 && create && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
                create(statement);
            } else {
                check(file, statement, version);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that reads, also while another process writes. */
    static Connection openForReading(Path file) throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
        try (Statement statement = connection.createStatement()) {
            check(file, statement, number(statement, "PRAGMA user_version"));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static long greatestNumber(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT max(ifnull((SELECT max(id) FROM record), 0), ifnull((SELECT max(id) FROM signature), 0))")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(200);
        return config;
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        for (String table : TABLES) {
            statement.execute(table);
        }
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
    }

    private static void check(Path file, Statement statement, int version) throws SQLException {
        if (number(statement, "PRAGMA application_id") != APPLICATION_ID) {
            throw new SQLException(file + ": not a message log");
        }
        if (version != VERSION) {
            throw new SQLException(file + ": a message log of version " + version + " (expected: " + VERSION + ")");
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
