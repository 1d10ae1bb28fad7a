package org.spean.testbed.demo;

import static org.spean.testbed.load.LoadReport.rounded;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;

/** Measures a running pair at several numbers of connections, and afterwards what its message logs hold. */
final class ThroughputRun {
    private static final int SAMPLE = 20;
    private static final int RECORDS_PER_EXCHANGE = 4;

    private final RunningPair pair;
    private final Narrator narrator;
    private final LogDisk disk;
    private final List<LoadReport> reports = new ArrayList<>();
    private final long flushesBefore;
    private long exchanges;
    private long bad;

    ThroughputRun(RunningPair pair, Narrator narrator) throws IOException {
        this.pair = pair;
        this.narrator = narrator;
        this.disk = LogDisk.of(pair.bankServer().folder());
        this.flushesBefore = disk.flushes();
    }

    void warmUp(int connections, Duration length) throws IOException, InterruptedException {
        if (!length.isZero()) {
            drive("warming up over " + connections + " connections", connections, Duration.ZERO, length);
        }
    }

    void measure(int connections, Duration settle, Duration length) throws IOException, InterruptedException {
        LoadReport report = drive("measuring " + connections + " connections", connections, settle, length);
        reports.add(report);
        narrator.line("  " + report.lines().getFirst());
    }

    private LoadReport drive(String what, int connections, Duration settle, Duration length)
            throws IOException, InterruptedException {
        URI url = URI.create(pair.bankServer().clientUrl() + "/r1/" + pair.service("small") + "/persons/100000042");
        try (Narrator.Ticking _ = narrator.ticking(what, settle.plus(length))) {
            LoadReport report = LoadDriver.run(LoadPlan.get(url, connections, length)
                    .withHeaders(List.of(Map.entry("X-Road-Client", pair.bankSubsystem())))
                    .withWarmup(settle)
                    .withPids(pair.pids()));
            exchanges += report.total();
            bad += report.totalBad();
            return report;
        }
    }

    /** The table for people, in Markdown. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("| connections | exchanges/s | p50 ms | p99 ms | CPU ms per exchange, both gateways | resident MB,"
                + " bank / ministry |");
        lines.add("|---|---|---|---|---|---|");
        for (LoadReport report : reports) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d | %,.0f | %.2f | %.2f | %.3f | %.0f / %.0f |",
                    report.connections(),
                    report.exchangesPerSecond(),
                    report.percentileMs(50),
                    report.percentileMs(99),
                    report.cpuMsPerExchange(),
                    resident(report, "bank"),
                    resident(report, "ministry")));
        }
        return lines;
    }

    /** Everything measured; {@code valid} says whether it may be called a measurement. */
    Map<String, Object> figures(List<String> command) throws IOException, InterruptedException {
        Map<String, Object> levels = new LinkedHashMap<>();
        for (LoadReport report : reports) {
            Map<String, Object> level = report.toMap();
            level.put("rssMb", rounded(Math.max(resident(report, "bank"), resident(report, "ministry")), 1));
            levels.put(Integer.toString(report.connections()), level);
        }
        LoadReport last = reports.getLast();
        EvidenceCheck bank = EvidenceCheck.run(command, pair.bankServer().configuration(), SAMPLE);
        EvidenceCheck ministry =
                EvidenceCheck.run(command, pair.ministryServer().configuration(), SAMPLE);
        EvidenceCheck both = bank.plus(ministry);
        long flushes = disk.flushes();
        long fsyncs = synchronisations(pair.bank()) + synchronisations(pair.ministry());
        boolean valid = bad == 0
                && exchanges > 0
                && both.records() == RECORDS_PER_EXCHANGE * exchanges
                && both.failed() == 0
                && both.verified() > 0;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("valid", valid);
        figures.put("connections", levels);
        figures.put("readyMs", pair.ready().toMillis());
        figures.put("rssMb", rounded(Math.max(resident(last, "bank"), resident(last, "ministry")), 1));
        figures.put("exchanges", exchanges);
        figures.put("non2xx", bad);
        figures.put("recordsPerExchange", exchanges == 0 ? 0 : rounded((double) both.records() / exchanges, 4));
        figures.put("fsyncs", fsyncs);
        figures.put("fsyncsPerExchange", exchanges == 0 ? 0 : rounded((double) fsyncs / exchanges, 4));
        figures.put("deviceFlushes", flushes < 0 || flushesBefore < 0 ? null : flushes - flushesBefore);
        figures.put("logFilesystem", disk.filesystem());
        figures.put("evidenceVerified", Math.min(bank.verified(), ministry.verified()));
        figures.put("evidenceFailed", both.failed());
        figures.put("cores", Runtime.getRuntime().availableProcessors());
        figures.put("jdk", Runtime.version().toString());
        return figures;
    }

    private static long synchronisations(GatewayProcess gateway) throws IOException, InterruptedException {
        return gateway.stop().path("synchronisations").asLong();
    }

    private static double resident(LoadReport report, String name) {
        LoadReport.Cost none = new LoadReport.Cost(0, 0, 0, 0);
        return report.processes().getOrDefault(name, none).rssMb();
    }
}
