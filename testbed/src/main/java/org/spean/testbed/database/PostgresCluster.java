package org.spean.testbed.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on a free port of 127.0.0.1, with its data in a folder of its own, run as an unprivileged user, as it demands. Closing
 * it ends it and removes the folder.
 */
public final class PostgresCluster implements AutoCloseable {
    /** Where Debian has it. */
    public static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    public static final String ADMINISTRATOR = "administrator";
    public static final String PASSWORD = "let me in";

    private static final int PATIENCE_SECONDS = 60;

    private final Path binaries;
    private final Path folder;
    private final int port;
    private final List<String> options;

    private PostgresCluster(Path binaries, Path folder, List<String> options) throws IOException {
        this.binaries = binaries;
        this.folder = folder;
        this.options = options;
        port = freePort();
    }

    /** Whether the user that the server runs as gets to a folder. */
    public static boolean reachable(Path folder) throws IOException {
        for (Path each = folder.toRealPath(); each != null && root(); each = each.getParent()) {
            if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is one to be started. */
    public static boolean installed() {
        return binaries() != null;
    }

    /**
     * Makes a cluster and starts its server.
     *
     * @param parent where its folder is made; whom the server runs as must be able to enter it
     * @param options of the server, such as {@code fsync=off}
     * @throws IOException when it is not installed or does not start; the text says why
     */
    public static PostgresCluster start(Path parent, String... options) throws IOException, InterruptedException {
        Path binaries = binaries();
        if (binaries == null) {
            throw new IOException("PostgreSQL is not installed in " + INSTALLED);
        }
        Path folder = Files.createTempDirectory(parent, "spean-postgres-");
        PostgresCluster cluster = new PostgresCluster(binaries, folder, List.of(options));
        boolean started = false;
        try {
            cluster.make();
            cluster.start();
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private void make() throws IOException, InterruptedException {
        give();
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
                "--pgdata=" + data());
        Files.delete(password);
    }

    /** Starts it, again after {@link #halt}, and waits until it takes connections. */
    public void start() throws IOException, InterruptedException {
        StringBuilder words = new StringBuilder("-p " + port + " -h 127.0.0.1 -k " + folder);
        for (String option : options) {
            words.append(" -c ").append(option);
        }
        run(
                "pg_ctl",
                "start",
                "-D",
                data().toString(),
                "-l",
                folder.resolve("server.log").toString(),
                "-w",
                "-t",
                String.valueOf(PATIENCE_SECONDS),
                "-o",
                words.toString());
    }

    /** Stops it as a crash would: nothing is said to anybody. */
    public void halt() throws IOException, InterruptedException {
        run("pg_ctl", "stop", "-D", data().toString(), "-m", "immediate", "-w");
    }

    /** Where a database of it is, for JDBC. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() throws IOException {
        try {
            if (Files.exists(data().resolve("postmaster.pid"))) {
                halt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server in " + folder + " was ending", e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
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

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid=" + user(), "--regid=nogroup", "--clear-groups", "--"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path log = folder.resolve(program + ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(program + " failed: "
                    + Files.readString(log, StandardCharsets.UTF_8).strip());
        }
    }
}
