package org.spean.testbed.demo;

import static org.spean.testbed.load.LoadReport.rounded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;

/**
 * What the message log adds to the CPU time of an exchange: two pairs that differ in nothing else are driven by turns, one with the log and one
 * without, so that what the machine does meanwhile befalls both. The pair that has no turn does nothing. A turn of each is compared with the other's, and the median
 * of these shares counts. Both are warmed up by the same number of exchanges, not for the same time: the slower one would have more to compile
 * still when it is measured.
 */
final class LogShareMeasurement {
    private static final int CONNECTIONS = 64;
    private static final Duration SLICE = Duration.ofSeconds(20);
    private static final int MOST_SLICES = 9;
    private static final String WITHOUT = "SPEAN_JAVA_OPTS=-Dspean.measure.withoutLog=true";

    private final Path folder;
    private final List<String> command;
    private final Narrator narrator;

    LogShareMeasurement(Path folder, List<String> command, Narrator narrator) {
        this.folder = folder;
        this.command = command;
        this.narrator = narrator;
    }

    /** @param warmup exchanges */
    Map<String, Object> run(long warmup, int turns, Duration turn) throws IOException, InterruptedException {
        List<String> unlogged = new ArrayList<>(List.of("env", WITHOUT));
        unlogged.addAll(command);
        try (RunningPair on = RunningPair.start(folder.resolve("logged"), command, Scene.UNLOGGED, narrator);
                RunningPair off = RunningPair.start(folder.resolve("unlogged"), unlogged, Scene.UNLOGGED, narrator)) {
            warmUp(on, "warming up with the log", warmup);
            warmUp(off, "warming up without", warmup);
            double[] with = new double[turns];
            double[] without = new double[turns];
            double[] rateWith = new double[turns];
            double[] rateWithout = new double[turns];
            double[] shares = new double[turns];
            for (int i = 0; i < turns; i++) {
                if (i % 2 == 0) {
                    LoadReport report = drive(on, "with the log", turn);
                    with[i] = report.cpuMsPerExchange();
                    rateWith[i] = report.exchangesPerSecond();
                }
                LoadReport bare = drive(off, "without", turn);
                without[i] = bare.cpuMsPerExchange();
                rateWithout[i] = bare.exchangesPerSecond();
                if (i % 2 != 0) {
                    LoadReport report = drive(on, "with the log", turn);
                    with[i] = report.cpuMsPerExchange();
                    rateWith[i] = report.exchangesPerSecond();
                }
                shares[i] = (with[i] - without[i]) / without[i];
                narrator.line(String.format(
                        Locale.ROOT,
                        "  CPU per exchange, both gateways: %.3f ms with the log, %.3f ms without: %+.0f %% (%.0f/s, %.0f/s)",
                        with[i],
                        without[i],
                        100 * shares[i],
                        rateWith[i],
                        rateWithout[i]));
            }
            long unkept = EvidenceCheck.run(command, off.bankServer().configuration(), 1)
                    .records();
            if (unkept != 0) {
                throw new IOException("the pair without a log kept " + unkept + " records");
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("logCpuShare", rounded(median(shares), 3));
            figures.put("cpuMsWithLog", rounded(median(with), 3));
            figures.put("cpuMsWithoutLog", rounded(median(without), 3));
            figures.put("exchangesPerSecondWithLog", rounded(median(rateWith), 0));
            figures.put("exchangesPerSecondWithoutLog", rounded(median(rateWithout), 0));
            return figures;
        }
    }

    private void warmUp(RunningPair pair, String what, long exchanges) throws IOException, InterruptedException {
        long done = 0;
        for (int slice = 0; slice < MOST_SLICES && done < exchanges; slice++) {
            done += drive(pair, what, SLICE).exchanges();
        }
    }

    private LoadReport drive(RunningPair pair, String what, Duration length) throws IOException, InterruptedException {
        URI url = URI.create(pair.bankServer().clientUrl() + "/r1/" + pair.service("small") + "/persons/100000042");
        try (Narrator.Ticking _ = narrator.ticking(what, length)) {
            LoadReport report = LoadDriver.run(LoadPlan.get(url, CONNECTIONS, length)
                    .withHeaders(List.of(Map.entry("X-Road-Client", pair.bankSubsystem())))
                    .withPids(pair.pids()));
            if (report.totalBad() > 0 || report.exchanges() == 0) {
                throw new IOException(report.totalBad() + " exchanges failed of " + report.total());
            }
            return report;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
