package org.spean.testbed.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.LogDisk;
import org.spean.testbed.demo.Narrator;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.service.SmallAnswer;

/** A pair at 0.7 of its peak, window by window. The service is our own, in the process of the driver. */
final class SoakRun {
    private static final double SHARE = 0.7;
    private static final Duration PEAK = Duration.ofSeconds(8);
    private static final int LEAST_WINDOWS = 9;
    private static final Duration LONGEST_WINDOW = Duration.ofSeconds(60);

    /** Twice as long as a gateway keeps a connection without an exchange ({@code timeouts.idle}). */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Launch launch;
    private final int connections;
    private final Narrator narrator;

    SoakRun(Path folder, Launch launch, int connections, Narrator narrator) {
        this.folder = folder;
        this.launch = launch;
        this.connections = connections;
        this.narrator = narrator;
    }

    Map<String, Object> run(Duration warmup, Duration length) throws IOException, InterruptedException {
        Duration window = length.dividedBy(LEAST_WINDOWS);
        window = window.compareTo(LONGEST_WINDOW) > 0 ? LONGEST_WINDOW : window;
        try (SmallAnswer service = SmallAnswer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SpeanPair pair =
                        SpeanPair.start(folder.resolve("pair"), launch, PairPlan.of(Map.of("small", service.url())))) {
            Case what = pair.asked("soak", "small", Bench.PATH);
            long atRest = Window.descriptors(what.processes());
            narrator.title("A pair at 0.7 of its peak for " + length.toSeconds() + " s");
            drive(pair, what, warmup, 0);
            double early = drive(pair, what, PEAK, 0).exchangesPerSecond();
            double peak = Math.max(early, drive(pair, what, PEAK, 0).exchangesPerSecond());
            double rate = Math.max(1, SHARE * peak);
            // What the rate changes has settled when the first window begins.
            drive(pair, what, window, rate);
            List<Window> windows = new ArrayList<>();
            for (Duration left = length; left.compareTo(Duration.ZERO) > 0; left = left.minus(window)) {
                LoadReport report = drive(pair, what, window, rate);
                Floor floor = Floor.measure(pair.bank().signing(), pair.bank().folder());
                Window one = Window.of(report, what.processes(), floor);
                windows.add(one);
                narrator.line(String.format(
                        Locale.ROOT,
                        "  %,.0f/s, p50 %.2f ms, p99 %.2f ms, CPU %.3f ms, %.0f MB, %d descriptors, %d threads; floor %.2f ms",
                        one.perSecond(),
                        one.p50Ms(),
                        one.p99Ms(),
                        one.cpuMs(),
                        one.rssMb(),
                        one.descriptors(),
                        one.threads(),
                        one.floor().exchangeMs()));
            }
            Growth growth = new Growth(windows, connections);
            growth.descriptorsAtRest(atRest, rested(what.processes(), atRest + Growth.MORE_FILES));
            return figures(pair, rate, length, growth);
        }
    }

    /** Descriptors when they are few enough, or those left when kept connections should have ended. */
    private static long rested(Map<String, Long> pids, long enough) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        long open = Window.descriptors(pids);
        while (open > enough && System.nanoTime() < until) {
            Thread.sleep(500);
            open = Window.descriptors(pids);
        }
        return open;
    }

    private Map<String, Object> figures(SpeanPair pair, double rate, Duration length, Growth growth)
            throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seconds", length.toSeconds());
        figures.put("rate", Figures.rounded(rate, 0));
        figures.putAll(growth.figures());
        figures.put("grows", growth.growing());
        figures.put("logFilesystem", LogDisk.of(pair.bank().folder()).filesystem());
        Evidence evidence = pair.end();
        figures.putAll(evidence.toMap());
        growth.growing().forEach(what -> narrator.line(narrator.bad("grows: ") + what));
        figures.put("valid", evidence.sound() && growth.growing().isEmpty());
        return figures;
    }

    private LoadReport drive(SpeanPair pair, Case what, Duration length, double rate)
            throws IOException, InterruptedException {
        LoadReport report = LoadDriver.run(LoadPlan.get(what.request().url(), connections, length)
                .withHeaders(List.copyOf(what.request().headers().entrySet()))
                .withRate(rate)
                .withPids(what.processes()));
        pair.ledger().add(report.total() - report.refused(), report.totalBad());
        return report;
    }
}
