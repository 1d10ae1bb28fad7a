package org.spean.testbed.demo;

import static org.spean.testbed.load.LoadReport.rounded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfTreeWriter;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.load.ProcessUsage;

/**
 * Exchanges through a pair, window by window: one in which the tree stays, one in which it is replaced, and so on. Both
 * gateways read the same tree and take it up at the same time. Requests are due at half the rate that the pair reaches, so
 * that what shows is the pauses, not the race for processors; latency counts from when a request was due. A pause of more
 * than a hundredth of a window shows in its p99.
 */
final class SwapMeasurement {
    private static final int CONNECTIONS = 32;
    private static final Duration WINDOW = Duration.ofSeconds(6);
    private static final Duration SWAP = Duration.ofMillis(100);

    private final RunningPair pair;
    private final Narrator narrator;
    private final Path live;
    private final Path[] variants;
    private int swapped;

    SwapMeasurement(RunningPair pair, Narrator narrator) throws IOException {
        this.pair = pair;
        this.narrator = narrator;
        ConfContent content = pair.ecosystem().content();
        this.live = pair.ecosystem().globalConfiguration().resolve(content.instance());
        String moved = content.servers().getLast().serverCode();
        ConfContent other = content.withServer(moved, s -> s.withAddress("203.0.113.7"));
        // Written beforehand: writing takes as long as reading.
        this.variants = new Path[] {written("a", content), written("b", other)};
    }

    private Path written(String name, ConfContent content) throws IOException {
        Path folder = pair.ecosystem().directory().resolve("variant-" + name);
        Files.createDirectories(folder);
        new ConfTreeWriter(folder).write(content);
        return folder.resolve(content.instance());
    }

    /** The ratio of the medians of both kinds of windows, beside them in milliseconds, and requests a second. */
    Map<String, Object> run(Duration warmup, int rounds) throws IOException, InterruptedException {
        try (Narrator.Ticking _ = narrator.ticking("warming up", warmup)) {
            drive(warmup, 0);
        }
        double peak = drive(WINDOW, 0).exchangesPerSecond();
        double rate = Math.max(1, Math.floor(peak / 2));
        narrator.line(String.format(
                Locale.ROOT, "  %d connections reach %.0f/s; from now on %.0f/s are due", CONNECTIONS, peak, rate));
        long before = taken();
        double[] quiet = new double[rounds];
        double[] busy = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            quiet[i] = drive(WINDOW, rate).percentileMs(99);
            CompletableFuture<Void> swap = CompletableFuture.runAsync(
                    this::swap, CompletableFuture.delayedExecutor(SWAP.toMillis(), TimeUnit.MILLISECONDS));
            LoadReport report = drive(WINDOW, rate);
            swap.join();
            busy[i] = report.percentileMs(99);
            narrator.line(String.format(
                    Locale.ROOT,
                    "  p99 %.1f ms, while replacing %.1f ms (longest %.1f ms)",
                    quiet[i],
                    busy[i],
                    report.latency().getMaxValue() / 1e6));
        }
        long reloads = taken() - before;
        if (reloads < rounds - 1) { // the last may be read yet
            throw new IOException("the bank's gateway took up " + reloads + " trees of " + swapped);
        }
        narrator.line("  the bank's gateway took up " + reloads + " trees of " + swapped);
        pair.pids()
                .forEach((name, pid) -> narrator.line(String.format(
                        Locale.ROOT,
                        "  %s's gateway: %.0f MB resident",
                        name,
                        ProcessUsage.of(pid).residentBytes() / 1048576.0)));
        double with = rounded(median(busy), 2);
        double without = rounded(median(quiet), 2);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("swapP99Factor", rounded(with / without, 2));
        figures.put("swapP99Ms", with);
        figures.put("quietP99Ms", without);
        figures.put("swapRate", Math.round(rate));
        return figures;
    }

    /** @param rate 0: as many as the connections carry */
    private LoadReport drive(Duration length, double rate) throws IOException, InterruptedException {
        URI url = URI.create(pair.bankServer().clientUrl() + "/r1/" + pair.service("small") + "/persons/100000042");
        LoadReport report = LoadDriver.run(LoadPlan.get(url, CONNECTIONS, length)
                .withHeaders(List.of(Map.entry("X-Road-Client", pair.bankSubsystem())))
                .withRate(rate)
                .withPids(pair.pids()));
        if (report.totalBad() > 0) {
            throw new IOException(report.totalBad() + " exchanges failed");
        }
        return report;
    }

    private synchronized void swap() {
        Path from = variants[++swapped % 2];
        try {
            Path next = live.resolve("shared-params.xml.next");
            Files.copy(from.resolve("shared-params.xml"), next, StandardCopyOption.REPLACE_EXISTING);
            Files.move(next, live.resolve("shared-params.xml"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CompletionException(new UncheckedIOException(e));
        }
    }

    /** How many configurations the bank's gateway says it has taken up. */
    private long taken() throws IOException {
        try (Stream<String> lines = Files.lines(pair.bank().log())) {
            return lines.filter(line -> line.contains(" in use")).count();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
