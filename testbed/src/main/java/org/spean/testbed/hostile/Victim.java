package org.spean.testbed.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.spean.testbed.load.ProcessUsage;

/** A running gateway as its operator sees it: metrics, descriptors, memory, temporary files. */
public final class Victim {
    /** Of Linux, on all that we run on. */
    private static final int TICKS_PER_SECOND = 100;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final long pid;
    private final Path folder;
    private final JsonNode announcement;

    /**
     * A gateway.
     *
     * @param folder of its configuration
     * @param announcement what it said when it was ready
     */
    public Victim(String name, long pid, Path folder, JsonNode announcement) {
        this.name = name;
        this.pid = pid;
        this.folder = folder;
        this.announcement = announcement;
    }

    /** Whose gateway it is. */
    public String name() {
        return name;
    }

    /** One of its ports, by its name below {@code listen}. */
    public InetSocketAddress port(String port) {
        String[] address = announcement.path(port).asText().split(":", 2);
        return new InetSocketAddress(address[0], Integer.parseInt(address[1]));
    }

    /** The sum of a metric over all its labels. */
    public double metric(String metric) throws IOException, InterruptedException {
        InetSocketAddress admin = port("admin");
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://" + admin.getAddress().getHostAddress() + ":" + admin.getPort() + "/metrics"))
                .timeout(Duration.ofSeconds(30))
                .build();
        String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return text.lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Descriptors open now. */
    public long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    /** Resident memory, in bytes. */
    public long resident() {
        return ProcessUsage.of(pid).residentBytes();
    }

    /** CPU time so far of its threads that have this name; zero where there is no {@code /proc}. */
    Duration cpu(String threads) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        long ticks = 0;
        if (Files.isDirectory(tasks)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
                for (Path task : all) {
                    ticks += ticks(task, threads);
                }
            }
        }
        return Duration.ofSeconds(ticks).dividedBy(TICKS_PER_SECOND);
    }

    private static long ticks(Path task, String threads) {
        String stat;
        try {
            stat = Files.readString(task.resolve("stat"));
        } catch (IOException e) {
            return 0; // ended meanwhile
        }
        int name = stat.lastIndexOf(')');
        if (!stat.substring(0, name).endsWith('(' + threads)) {
            return 0;
        }
        String[] fields = stat.substring(name + 2).split(" ", -1); // from the third on: see proc(5)
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Files in the folder of its spool. */
    public long spoolFiles() throws IOException {
        Path spool = folder.resolve("spool");
        if (!Files.exists(spool)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(spool)) {
            return files.count();
        }
    }
}
