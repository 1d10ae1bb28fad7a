package org.spean.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.spean.testbed.database.PostgresCluster;

/** A PostgreSQL server in a temporary folder. One serves all tests of a JVM, each with a database of its own; it ends with the JVM. */
public final class PostgresServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable PostgresServer shared;

    /** A database, with a user that may do everything in it. */
    public record Database(String url, String user, String password) {

        public Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        /** Runs statements. */
        public void execute(String... statements) {
            try (Connection connection = connect();
                    var statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final PostgresCluster cluster;

    private PostgresServer() throws IOException, InterruptedException {
        // Not below JUnit's folders, which only we may enter. Durability is not what is tested, the speed of the tests
        // is.
        cluster = PostgresCluster.start(
                Path.of(System.getProperty("java.io.tmpdir")), "fsync=off", "max_connections=200");
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /** Starts it again after {@link #halt}. */
    public void start() throws IOException, InterruptedException {
        cluster.start();
    }

    /** Stops it as a crash would: nothing is said to anybody. */
    public void halt() throws IOException, InterruptedException {
        cluster.halt();
    }

    /** A server of its own for a test that halts it; skips the test where PostgreSQL is not installed. */
    public static PostgresServer alone() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                PostgresCluster.installed(),
                "PostgreSQL is not installed in " + PostgresCluster.INSTALLED + ": its tests are skipped");
        return new PostgresServer();
    }

    /** The server of this JVM, started when first asked for; skips the test where PostgreSQL is not installed. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            try {
                shared = alone();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    /** A new, empty database with a user of its own. */
    public Database newDatabase() {
        String name = "test" + DATABASES.incrementAndGet();
        String password = "secret of " + name;
        new Database(cluster.url("postgres"), PostgresCluster.ADMINISTRATOR, PostgresCluster.PASSWORD)
                .execute(
                        "create role " + name + " login password '" + password + "'",
                        "create database " + name + " owner " + name);
        return new Database(cluster.url(name), name, password);
    }

    private void end() {
        try {
            cluster.close();
        } catch (IOException e) {
            System.err.println("PostgreSQL was not stopped: " + e.getMessage());
        }
    }
}
