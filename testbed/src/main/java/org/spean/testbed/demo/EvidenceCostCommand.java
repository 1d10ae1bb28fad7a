package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.database.PostgresCluster;
import org.spean.testbed.load.LoadReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code perf/evidence}: what evidence costs, and whether it is there after a gateway was killed. */
@Command(
        name = "evidence-cost",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Measures the message log alone, embedded and in PostgreSQL, and a large one; the CPU time that it adds to an",
            "exchange; and kills gateways under load, to see whether evidence is lost. Prints one JSON object last."
        })
public final class EvidenceCostCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "At most 4 minutes on a quiet machine, with a smaller log and fewer kills.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "PART", description = "One of rate, share, large, kills; for work on it.")
    private @Nullable String only;

    @Option(names = "--records", description = "Of the large log. Default: 10 million, 300,000 with --quick.")
    private long records;

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "Where the message logs are while it runs; must be new or empty. Default: perf/run.")
    private @Nullable Path directory;

    @Option(names = "--command", paramLabel = "WORD", hidden = true, description = "As in demo.")
    private @Nullable List<String> command;

    private final Narrator narrator = Narrator.ofSystem();
    private final Map<String, @Nullable Object> figures = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> words = command == null ? Launcher.words() : command;
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(directory, home.resolve("perf").resolve("run"));
        for (String figure : List.of(
                "logCpuShare",
                "embeddedRecordsPerSecond",
                "postgresRecordsPerSecond",
                "kills",
                "answered",
                "lost",
                "queryMs")) {
            figures.put(figure, null); // not measured
        }
        boolean sound = true;
        try {
            if (wanted("rate") || wanted("large")) {
                soleLogs(folder.path(), words);
            }
            if (wanted("share")) {
                narrator.title("CPU time of an exchange with and without the message log");
                share(folder.path(), words);
            }
            if (wanted("kills")) {
                int kills = quick ? 5 : 20;
                narrator.title("Killing a gateway " + kills + " times under load");
                KillReport report =
                        KillRun.run(folder.path().resolve("killed"), words, kills, System.nanoTime(), narrator);
                figures.put("kills", report.kills());
                figures.put("answered", report.answered());
                figures.put("lost", report.lost().size());
                figures.put("killed", report.toMap());
                sound = report.sound();
                narrator.line("  " + report.answered() + " exchanges answered, "
                        + report.lost().size() + " lost");
            }
        } finally {
            folder.remove();
        }
        narrator.line("");
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return sound ? 0 : 1;
    }

    private void share(Path folder, List<String> words) throws IOException, InterruptedException {
        CpuShareMeasurement.Share share = new CpuShareMeasurement(
                        folder, words, "the log", "spean.measure.withoutLog", narrator)
                .run(quick ? 100_000 : 300_000, quick ? 4 : 10, Duration.ofSeconds(quick ? 5 : 10), off -> {
                    long unkept = EvidenceCheck.run(words, off.bankServer().configuration(), 1)
                            .records();
                    if (unkept != 0) {
                        throw new IOException("the pair without a log kept " + unkept + " records");
                    }
                });
        figures.put("logCpuShare", LoadReport.rounded(share.share(), 3));
        figures.put("cpuMsWithLog", LoadReport.rounded(share.cpuMsWith(), 3));
        figures.put("cpuMsWithoutLog", LoadReport.rounded(share.cpuMsWithout(), 3));
        figures.put("exchangesPerSecondWithLog", LoadReport.rounded(share.rateWith(), 0));
        figures.put("exchangesPerSecondWithoutLog", LoadReport.rounded(share.rateWithout(), 0));
    }

    private void soleLogs(Path folder, List<String> words) throws IOException, InterruptedException {
        int seconds = quick ? 6 : 20;
        SoleLogMeasurement embedded = SoleLogMeasurement.embedded(folder.resolve("log"), words, narrator);
        if (wanted("rate")) {
            narrator.title("The embedded log alone, each record on disk ("
                    + LogDisk.of(folder).filesystem() + ")");
            figures.put("embeddedRecordsPerSecond", embedded.rate(seconds));
            WorkFolder.removeTree(folder.resolve("log"));
        }
        if (wanted("large")) {
            long number = records > 0 ? records : quick ? 300_000 : 10_000_000;
            narrator.title(String.format(Locale.ROOT, "An embedded log of %,d records with their bodies", number));
            JsonNode large = embedded.large(number, quick ? 2000 : 10_000, quick ? 5 : 20);
            figures.put("queryMs", large.path("queryMs").asDouble());
            figures.put("large", large);
            WorkFolder.removeTree(folder.resolve("log"));
        }
        if (!PostgresCluster.installed()) {
            narrator.note("PostgreSQL is not installed in " + PostgresCluster.INSTALLED + ": not measured");
            return;
        }
        try (PostgresCluster cluster =
                PostgresCluster.start(PostgresCluster.reachable(folder) ? folder : Path.of("/var/tmp"))) {
            SoleLogMeasurement postgres = SoleLogMeasurement.postgres(cluster, words, narrator);
            if (wanted("rate")) {
                narrator.title("The log in PostgreSQL alone, fsync and synchronous_commit on");
                figures.put("postgresRecordsPerSecond", postgres.rate(seconds));
            }
            if (wanted("large")) {
                long number = Math.max(10_000, (records > 0 ? records : quick ? 300_000 : 10_000_000) / 10);
                narrator.title(
                        String.format(Locale.ROOT, "A log of %,d records with their bodies in PostgreSQL", number));
                figures.put("postgresLarge", postgres.large(number, quick ? 500 : 10_000, quick ? 5 : 20));
            }
        }
    }

    private boolean wanted(String part) {
        return only == null || only.equals(part);
    }
}
