package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.database.PostgresCluster;

/** Has the launcher measure a message log without gateways, each time in a JVM of its own with a gateway's settings. */
final class SoleLogMeasurement {
    private final List<String> command;
    private final Narrator narrator;
    private final String home;

    private SoleLogMeasurement(List<String> command, Narrator narrator, String home) {
        this.command = command;
        this.narrator = narrator;
        this.home = home;
    }

    /** Of a log in this folder, which is made. */
    static SoleLogMeasurement embedded(Path folder, List<String> command, Narrator narrator) {
        return new SoleLogMeasurement(command, narrator, folder.toString());
    }

    /** Of a log in a database. */
    static SoleLogMeasurement postgres(PostgresCluster cluster, List<String> command, Narrator narrator) {
        return new SoleLogMeasurement(command, narrator, cluster.url("postgres"));
    }

    /** Records a second. */
    long rate(int seconds) throws IOException, InterruptedException {
        JsonNode figures = run("rate", home, String.valueOf(seconds));
        narrator.line(String.format(
                Locale.ROOT,
                "  %,d records/s, all of it indexed; %d a commit; %.1f µs of CPU each, making them included",
                figures.path("recordsPerSecond").asLong(),
                figures.path("recordsPerCommit").asLong(),
                figures.path("cpuUsPerRecord").asDouble()));
        return figures.path("recordsPerSecond").asLong();
    }

    /** What a log of so many records costs. */
    JsonNode large(long records, int documents, int seconds) throws IOException, InterruptedException {
        return run("large", home, String.valueOf(records), String.valueOf(documents), String.valueOf(seconds));
    }

    private JsonNode run(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.add("evidence-log");
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment()
                .putAll(Map.of(
                        "SPEAN_NO_BUILD", "1",
                        "SPEAN_MEASURE_USER", PostgresCluster.ADMINISTRATOR,
                        "SPEAN_MEASURE_PASSWORD", PostgresCluster.PASSWORD));
        Process process = builder.start();
        Thread hook = new Thread(process::destroyForcibly, "end-measurement");
        Runtime.getRuntime().addShutdownHook(hook);
        List<String> errors = new ArrayList<>();
        Thread reader = Thread.ofPlatform()
                .daemon()
                .start(() -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(errors::add));
        JsonNode figures = null;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String text = out.readLine(); text != null; text = out.readLine()) {
                if (text.startsWith("{")) {
                    figures = new ObjectMapper().readTree(text);
                } else {
                    narrator.line("  " + text);
                }
            }
        }
        reader.join();
        if (process.waitFor() != 0 || figures == null) {
            throw new IOException("measuring the message log failed: " + said(errors));
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        return figures;
    }

    private static @Nullable String said(List<String> errors) {
        return errors.stream()
                .filter(line -> line.contains("Exception"))
                .reduce((first, last) -> last)
                .orElse(errors.isEmpty() ? "it said nothing" : errors.getLast());
    }
}
