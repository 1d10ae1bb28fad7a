package org.spean.testbed.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.load.LoadReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code perf/operators} measures outside of a container. */
@Command(
        name = "operators",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Weighs the status page, kills gateways of one member behind HAProxy to see what is lost, and measures what metrics add",
            "to the CPU time of an exchange. Prints one JSON object last."
        })
public final class OperatorsCommand implements Callable<Integer> {
    private static final String EXCHANGES = "spean_exchanges_total{";

    @Option(names = "--quick", description = "Within 7 minutes on a quiet machine, with fewer kills and turns.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "PART", description = "One of page, failover, metrics; for work on it.")
    private @Nullable String only;

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description = "Where it works; must be new or empty. Default: perf/run.")
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
        for (String figure : List.of("pageKb", "failoverLost", "metricsCpuShare")) {
            figures.put(figure, null); // not measured
        }
        boolean sound = true;
        try {
            if (wanted("page")) {
                page(folder.path().resolve("page"), words);
            }
            if (wanted("failover")) {
                sound = failover(folder.path().resolve("failover"), words, home.resolve("config-samples/haproxy.cfg"));
            }
            if (wanted("metrics")) {
                metrics(folder.path().resolve("metrics"), words);
            }
        } finally {
            folder.remove();
        }
        narrator.line("");
        narrator.line(new ObjectMapper().writeValueAsString(figures));
        return sound ? 0 : 1;
    }

    private void page(Path folder, List<String> words) throws IOException, InterruptedException {
        narrator.title("The status page");
        try (RunningPair pair = RunningPair.start(folder, words, Scene.PLAIN, narrator)) {
            figures.put("pageKb", LoadReport.rounded(StatusPage.octets(admin(pair)) / 1e3, 1));
        }
    }

    private boolean failover(Path folder, List<String> words, Path sample) throws IOException, InterruptedException {
        if (!FailoverRun.missing().isEmpty()) {
            narrator.note(FailoverRun.missing() + ": failover is not measured");
            return true;
        }
        int kills = quick ? 2 : 10;
        narrator.title("Two gateways of one member: " + kills + " times one is killed under load");
        FailoverReport report = FailoverRun.run(folder, words, sample, kills, System.nanoTime(), narrator);
        report.failed().forEach(failure -> narrator.line("  " + narrator.bad("failed") + " " + failure));
        report.lost().forEach(id -> narrator.line("  " + narrator.bad("lost") + " " + id));
        figures.put("failoverLost", report.missing());
        figures.put("failover", report.toMap());
        return report.sound();
    }

    private void metrics(Path folder, List<String> words) throws IOException, InterruptedException {
        narrator.title("CPU time of an exchange with and without metrics");
        CpuShareMeasurement.Share share = new CpuShareMeasurement(
                        folder, words, "metrics", "spean.measure.withoutMetrics", narrator)
                .run(quick ? 100_000 : 300_000, quick ? 25 : 60, Duration.ofSeconds(2), off -> {
                    if (StatusPage.text(admin(off), "/metrics")
                            .lines()
                            .anyMatch(line -> line.startsWith(EXCHANGES) && !line.endsWith(" 0.0"))) {
                        throw new IOException("the pair without metrics counts exchanges");
                    }
                });
        figures.put("metricsCpuShare", LoadReport.rounded(share.share(), 3));
        figures.put("cpuMsWithMetrics", LoadReport.rounded(share.cpuMsWith(), 4));
        figures.put("cpuMsWithoutMetrics", LoadReport.rounded(share.cpuMsWithout(), 4));
    }

    private static String admin(RunningPair pair) throws IOException {
        String admin = pair.bank().announcement().path("admin").asText();
        if (admin.isEmpty()) {
            throw new IOException("the gateway does not say where its admin port is");
        }
        return admin;
    }

    private boolean wanted(String part) {
        return only == null || only.equals(part);
    }
}
