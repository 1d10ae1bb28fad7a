package org.spean.messagelog.segment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.spean.messagelog.RecordKind;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The tables of the index, and how connections to them are opened. All of it can be made anew from the segments, so an
 * index of another version is not converted.
 *
 * <p>Everything grows at its end: numbers ascend, and what is looked up by a hash is kept segment by segment, so that adding touches few pages
 * however large the log is. A look-up asks each segment, which costs microseconds. What each record needs is in rows of many
 * records, since a row costs more than what is in it.
 *
 * <ul>
 *   <li>{@code progress}: up to where the segments are indexed, and the last of those that are to go.
 *   <li>{@code segment}: what is in each; counts follow the bits {@link RecordKind#COUNTED}.
 *   <li>{@code record}: a {@link RecordBlock} each, by its first number.
 *   <li>{@code term}, {@code fresh}: where query and request ids stand, see {@link TermTable}.
 *   <li>{@code client}: whose exchanges are in a segment.
 *   <li>{@code unstamped}: signatures that no time-stamp covers.
 *   <li>{@code chain}: from a signature to a time-stamp, which counts once it is in {@code stamp}.
 *   <li>{@code archive}: the last file of each group.
 * </ul>
 */
final class IndexSchema {

    static final String FILE = "index.db";

    private static final int VERSION = 2;

    /** Marks the file to {@code file(1)}: "SPMI". */
    private static final int APPLICATION_ID = 0x53504d49;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE progress(
              id INTEGER PRIMARY KEY CHECK(id = 1),
              segment INTEGER NOT NULL,
              position INTEGER NOT NULL,
              removed INTEGER NOT NULL,
              seed INTEGER NOT NULL)
            """,
            """
            CREATE TABLE segment(
              id INTEGER PRIMARY KEY,
              salt BLOB NOT NULL,
              first_id INTEGER NOT NULL,
              last_id INTEGER NOT NULL,
              last_signature INTEGER NOT NULL,
              first_time INTEGER NOT NULL,
              last_time INTEGER NOT NULL,
              kind0 INTEGER NOT NULL,
              kind1 INTEGER NOT NULL,
              kind2 INTEGER NOT NULL,
              kind3 INTEGER NOT NULL,
              signatures INTEGER NOT NULL,
              unarchived INTEGER NOT NULL)
            """,
            """
            CREATE TABLE record(
              first INTEGER PRIMARY KEY,
              last INTEGER NOT NULL,
              segment INTEGER NOT NULL,
              block BLOB NOT NULL)
            """,
            """
            CREATE TABLE fresh(
              id INTEGER PRIMARY KEY,
              segment INTEGER NOT NULL,
              terms BLOB NOT NULL)
            """,
            """
            CREATE TABLE term(
              id INTEGER PRIMARY KEY,
              terms BLOB NOT NULL)
            """,
            """
            CREATE TABLE name(
              id INTEGER PRIMARY KEY,
              value TEXT NOT NULL UNIQUE)
            """,
            """
            CREATE TABLE client(
              segment INTEGER NOT NULL,
              name INTEGER NOT NULL,
              PRIMARY KEY(segment, name)) WITHOUT ROWID
            """,
            """
            CREATE TABLE signature(
              id INTEGER PRIMARY KEY,
              segment INTEGER NOT NULL,
              position INTEGER NOT NULL)
            """,
            """
            CREATE TABLE unstamped(
              signature INTEGER PRIMARY KEY)
            """,
            """
            CREATE TABLE chain(
              signature INTEGER NOT NULL,
              stamp INTEGER NOT NULL,
              segment INTEGER NOT NULL,
              position INTEGER NOT NULL,
              PRIMARY KEY(signature, stamp)) WITHOUT ROWID
            """,
            """
            CREATE TABLE stamp(
              id INTEGER PRIMARY KEY,
              segment INTEGER NOT NULL,
              position INTEGER NOT NULL)
            """,
            """
            CREATE TABLE archive(
              name TEXT PRIMARY KEY,
              digest TEXT NOT NULL,
              file TEXT NOT NULL)
            """,
            "INSERT INTO progress VALUES(1, 0, 0, 0, random())");

    private IndexSchema() {}

    /**
     * A connection that may write. Its commits wait for no disk: what a loss of power takes is indexed anew.
     *
     * @throws SQLException also when the file is not an index of this version
     */
    static Connection openForWriting(Path file) throws SQLException {
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config().toProperties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA wal_autocheckpoint = 8000");
            statement.execute("PRAGMA cache_size = -16384");
            if (number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
                create(statement);
            }
            check(file, statement);
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
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
        try (Statement statement = connection.createStatement()) {
            check(file, statement);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static List<String> tables() {
        return TABLES;
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(2000);
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

    private static void check(Path file, Statement statement) throws SQLException {
        if (number(statement, "PRAGMA application_id") != APPLICATION_ID
                || number(statement, "PRAGMA user_version") != VERSION) {
            throw new SQLException(file + ": not an index of this version");
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
