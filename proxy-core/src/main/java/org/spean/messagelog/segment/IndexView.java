package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index as a reader sees it. Where there is none (yet), or one of another version, it looks empty: then all is found in the
 * segments. Confined to one thread.
 */
final class IndexView implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexView.class);

    private final Path file;
    private @Nullable Connection connection;
    private @Nullable FileIdentity identity;

    IndexView(Path directory) {
        this.file = directory.resolve(IndexSchema.FILE);
    }

    /** Asks within one transaction: all answers are of one moment. */
    <T> T snapshot(Question<T> question) throws SQLException, IOException {
        Connection open = connection();
        try (Statement statement = open.createStatement()) {
            statement.execute("BEGIN");
            try {
                return question.ask(this);
            } finally {
                statement.execute("ROLLBACK");
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** What a reader wants to know. */
    interface Question<T> {
        T ask(IndexView index) throws SQLException, IOException;
    }

    /** Takes a row. */
    interface Row {
        void take(ResultSet row) throws SQLException;
    }

    Place progress() throws SQLException {
        return new Place(number("SELECT segment FROM progress"), number("SELECT position FROM progress"));
    }

    long number(String query, Object... values) throws SQLException {
        List<Long> found = numbers(query, values);
        return found.isEmpty() ? 0 : found.getFirst();
    }

    List<Long> numbers(String query, Object... values) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        rows(query, row -> numbers.add(row.getLong(1)), values);
        return numbers;
    }

    void rows(String query, Row each, Object... values) throws SQLException {
        Connection open = connection;
        if (open == null) {
            throw new SQLException("the index is not open");
        }
        try (PreparedStatement statement = open.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.take(rows);
                }
            }
        }
    }

    private Connection connection() throws SQLException, IOException {
        Connection open = connection;
        if (open != null && current()) {
            return open;
        }
        close();
        Connection again = open();
        connection = again;
        return again;
    }

    private boolean current() {
        FileIdentity seen = identity;
        if (seen == null) {
            return !Files.exists(file);
        }
        try {
            seen.check();
            return true;
        } catch (IOException e) {
            LOG.debug("{} was made anew", file, e);
            return false;
        }
    }

    private Connection open() throws SQLException, IOException {
        if (Files.exists(file)) {
            FileIdentity found = FileIdentity.of(file);
            try {
                Connection made = IndexSchema.openForReading(file);
                identity = found;
                return made;
            } catch (SQLException e) {
                // perhaps it is being made just now: the next question tries again
                LOG.debug("{} cannot be used; the segments are read instead", file, e);
            }
        }
        Connection empty = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (Statement statement = empty.createStatement()) {
            for (String table : IndexSchema.tables()) {
                statement.execute(table);
            }
        }
        return empty;
    }

    @Override
    public void close() throws SQLException {
        Connection open = connection;
        connection = null;
        identity = null;
        if (open != null) {
            open.close();
        }
    }
}
