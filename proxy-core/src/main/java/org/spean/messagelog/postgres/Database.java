package org.spean.messagelog.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.spean.messagelog.MessageLogException;

/** Connections to one database, in our schema. Whatever commits on them is on disk, whatever the server's default. */
final class Database implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Counts over a long log take time; a server that is gone is noticed by TCP. */
    private static final Duration READ = Duration.ofMinutes(10);

    /** Commits wait for the disk at least; stronger settings of the operator stay. */
    private static final String DURABLE = "SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";

    private final PostgresSettings settings;
    private final HikariDataSource pool;

    Database(PostgresSettings settings) {
        this.settings = settings;
        HikariConfig config = new HikariConfig();
        config.setPoolName("message-log");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(0);
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setConnectionTimeout(2 * CONNECT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(DURABLE);
        config.addDataSourceProperty(PGProperty.CURRENT_SCHEMA.getName(), settings.schema());
        properties(READ).forEach((key, value) -> config.addDataSourceProperty(key.toString(), value));
        pool = new HikariDataSource(config);
    }

    PostgresSettings settings() {
        return settings;
    }

    /** A connection of the pool, in auto-commit mode. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** A connection for writing: what takes longer than our patience is given up on both sides. */
    Connection writing() throws SQLException {
        Connection connection = connect(settings, settings.patience());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + settings.patience().toMillis());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection of its own, for reading. */
    static Connection reading(PostgresSettings settings) throws SQLException {
        Connection connection = connect(settings, READ);
        connection.setReadOnly(true);
        return connection;
    }

    /** A connection of its own. */
    static Connection connect(PostgresSettings settings, Duration patience) throws SQLException {
        Properties properties = properties(patience);
        PGProperty.USER.set(properties, settings.user());
        PGProperty.PASSWORD.set(properties, settings.password());
        PGProperty.CURRENT_SCHEMA.set(properties, settings.schema());
        Connection connection = new Driver().connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException(settings.place() + ": not a URL of PostgreSQL's driver");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(DURABLE);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Properties properties(Duration patience) {
        Properties properties = new Properties();
        PGProperty.APPLICATION_NAME.set(properties, "spean");
        PGProperty.CONNECT_TIMEOUT.set(properties, Math.toIntExact(CONNECT.toSeconds()));
        PGProperty.LOGIN_TIMEOUT.set(properties, Math.toIntExact(CONNECT.toSeconds()));
        PGProperty.SOCKET_TIMEOUT.set(properties, Math.toIntExact(patience.toSeconds() + 2));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        return properties;
    }

    <T> T call(Call<T> call) {
        try (Connection connection = connection()) {
            return call.run(connection);
        } catch (SQLException e) {
            throw failed(settings, e);
        }
    }

    /** All or nothing. */
    <T> T transaction(Call<T> call) {
        return call(connection -> atomically(connection, call));
    }

    /** All or nothing, on a connection in auto-commit mode. */
    static <T> T atomically(Connection connection, Call<T> call) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = call.run(connection);
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            undo(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
        return result;
    }

    /** Where the connection is lost, the server does it. */
    private static void undo(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    static List<Long> numbers(Connection connection, String query, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, query, values);
                ResultSet rows = statement.executeQuery()) {
            List<Long> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
            return found;
        }
    }

    static long number(Connection connection, String query, @Nullable Object... values) throws SQLException {
        return numbers(connection, query, values).getFirst();
    }

    static boolean holds(Connection connection, String query, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, query, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    static int update(Connection connection, String text, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, text, values)) {
            return statement.executeUpdate();
        }
    }

    static void execute(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    static PreparedStatement prepare(Connection connection, String text, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[] octets) {
                statement.setBytes(i + 1, octets);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }

    static MessageLogException failed(PostgresSettings settings, SQLException e) {
        return new MessageLogException(text(settings, e), e);
    }

    /** One line that names the database. */
    static String text(PostgresSettings settings, Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.startsWith(settings.place()) ? line : settings.place() + ": " + line;
    }

    @Override
    public void close() {
        pool.close();
    }

    @FunctionalInterface
    interface Call<T> {
        T run(Connection connection) throws SQLException;
    }
}
