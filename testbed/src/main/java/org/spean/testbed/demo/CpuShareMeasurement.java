package org.spean.testbed.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;

/**
 * What something that can be left out adds to the CPU time of an exchange: two pairs that differ in nothing else are driven by turns, one with it
 * and one without, so that what the machine does meanwhile befalls both. The pair that has no turn does nothing. A turn of each is compared with
 * the other's, and the median of these shares counts. Both are warmed up by the same number of exchanges, not for the same time: the slower one
 * would have more to compile still when it is measured.
 */
final class CpuShareMeasurement {
    private static final int CONNECTIONS = 64;
    private static final Duration SLICE = Duration.ofSeconds(20);
    private static final int MOST_SLICES = 9;

    private final Path folder;
    private final List<String> command;
    private final String what;
    private final String option;
    private final Narrator narrator;

    /**
     * Medians of the turns, of both gateways together.
     *
     * @param share (with - without) / without
     * @param cpuMsWith milliseconds of CPU time an exchange; {@code rateWith} exchanges a second
     */
    record Share(double share, double cpuMsWith, double cpuMsWithout, double rateWith, double rateWithout) {}

    /** Looks whether a pair without it does without it. */
    @FunctionalInterface
    interface Check {
        void of(RunningPair without) throws IOException, InterruptedException;
    }

    /**
     * @param what is measured, as in {@code the log}
     * @param option the system property of a gateway that leaves it out
     */
    CpuShareMeasurement(Path folder, List<String> command, String what, String option, Narrator narrator) {
        this.folder = folder;
        this.command = command;
        this.what = what;
        this.option = option;
        this.narrator = narrator;
    }

    /**
     * @param warmup exchanges
     * @param check of the pair without it, in the end
     */
    Share run(long warmup, int turns, Duration turn, Check check) throws IOException, InterruptedException {
        List<String> bare = new ArrayList<>(List.of("env", "SPEAN_JAVA_OPTS=-D" + option + "=true"));
        bare.addAll(command);
        try (RunningPair on = RunningPair.start(folder.resolve("with"), command, Scene.UNLOGGED, narrator);
                RunningPair off = RunningPair.start(folder.resolve("without"), bare, Scene.UNLOGGED, narrator)) {
            warmUp(on, "warming up with " + what, warmup);
            warmUp(off, "warming up without", warmup);
            double[] with = new double[turns];
            double[] without = new double[turns];
            double[] rateWith = new double[turns];
            double[] rateWithout = new double[turns];
            double[] shares = new double[turns];
            for (int i = 0; i < turns; i++) {
                for (int half = 0; half < 2; half++) {
                    if ((i + half) % 2 == 0) {
                        LoadReport report = drive(on, "with " + what, turn);
                        with[i] = report.cpuMsPerExchange();
                        rateWith[i] = report.exchangesPerSecond();
                    } else {
                        LoadReport report = drive(off, "without", turn);
                        without[i] = report.cpuMsPerExchange();
                        rateWithout[i] = report.exchangesPerSecond();
                    }
                }
                shares[i] = (with[i] - without[i]) / without[i];
                narrator.line(String.format(
                        Locale.ROOT,
                        "  CPU per exchange, both gateways: %.3f ms with %s, %.3f ms without: %+.1f %% (%.0f/s, %.0f/s)",
                        with[i],
                        what,
                        without[i],
                        100 * shares[i],
                        rateWith[i],
                        rateWithout[i]));
            }
            check.of(off);
            return new Share(median(shares), median(with), median(without), median(rateWith), median(rateWithout));
        }
    }

    private void warmUp(RunningPair pair, String text, long exchanges) throws IOException, InterruptedException {
        long done = 0;
        for (int slice = 0; slice < MOST_SLICES && done < exchanges; slice++) {
            done += drive(pair, text, SLICE).exchanges();
        }
    }

    private LoadReport drive(RunningPair pair, String text, Duration length) throws IOException, InterruptedException {
        URI url = URI.create(pair.bankServer().clientUrl() + "/r1/" + pair.service("small") + "/persons/100000042");
        try (Narrator.Ticking _ = narrator.ticking(text, length)) {
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
