package org.spean.postgres;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server on a free port of 127.0.0.1, with its data in a temporary folder, run as an unprivileged user as it
 * demands. One serves all tests of a JVM, each with a database of its own; it ends with the JVM.
 */
public final class PostgresServer {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String ADMINISTRATOR = "administrator";
    private static final String PASSWORD = "let me in";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
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

    private final Path binaries;
    private final Path folder;
    private final int port;

    private PostgresServer(Path binaries) throws IOException, InterruptedException {
        this.binaries = binaries;
        // Not below JUnit's folders, which only we may enter.
        folder = Files.createTempDirectory("spean-postgres-");
        port = freePort();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        give();
        Path data = folder.resolve("data");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        run(
                "initdb",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                "--username=" + ADMINISTRATOR,
                "--pwfile=" + password,
                "--pgdata=" + data);
        Files.delete(password);
        start();
    }

    /** Starts it, again after {@link #halt}. */
    public void start() throws IOException {
        // Durability is not what is tested, the speed of the tests is.
        List<String> command = command(
                "postgres",
                "-D",
                folder.resolve("data").toString(),
                "-p",
                String.valueOf(port),
                "-h",
                "127.0.0.1",
                "-k",
                folder.toString(),
                "-F",
                "-c",
                "max_connections=200");
        start(command, "server.log");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> {
                    DriverManager.getConnection(url("postgres"), ADMINISTRATOR, PASSWORD)
                            .close();
                    return true;
                });
    }

    /** Stops it as a crash would: nothing is said to anybody. */
    public void halt() throws IOException, InterruptedException {
        run("pg_ctl", "stop", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w");
    }

    /** A server of its own for a test that halts it; skips the test where PostgreSQL is not installed. */
    public static PostgresServer alone() throws IOException, InterruptedException {
        Path binaries = binaries();
        Assumptions.assumeTrue(
                binaries != null, "PostgreSQL is not installed in " + INSTALLED + ": its tests are skipped");
        return new PostgresServer(java.util.Objects.requireNonNull(binaries));
    }

    /** The server of this JVM, started when first asked for; skips the test where PostgreSQL is not installed. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            Path binaries = binaries();
            Assumptions.assumeTrue(
                    binaries != null, "PostgreSQL is not installed in " + INSTALLED + ": its tests are skipped");
            try {
                shared = new PostgresServer(java.util.Objects.requireNonNull(binaries));
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
        new Database(url("postgres"), ADMINISTRATOR, PASSWORD)
                .execute(
                        "create role " + name + " login password '" + password + "'",
                        "create database " + name + " owner " + name);
        return new Database(url(name), name, password);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static @Nullable Path binaries() {
        if (!Files.isDirectory(INSTALLED)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The user to be when we are root: PostgreSQL's own, or nobody. */
    private static String user() throws IOException {
        return Files.readAllLines(Path.of("/etc/passwd")).stream().anyMatch(line -> line.startsWith("postgres:"))
                ? "postgres"
                : "nobody";
    }

    private void give() throws IOException {
        if (root()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user()));
        }
    }

    private List<String> command(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid=" + user(), "--regid=nogroup", "--clear-groups", "--"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        String log = program + ".log";
        Process process = start(command(program, arguments), log);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    program + " failed: " + Files.readString(folder.resolve(log), StandardCharsets.UTF_8));
        }
    }

    private Process start(List<String> command, String log) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    private void stop() {
        try {
            if (Files.exists(folder.resolve("data").resolve("postmaster.pid"))) {
                halt();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            System.err.println("PostgreSQL in " + folder + " was not stopped: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
