package org.spean.testbed.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.spean.testbed.demo.Narrator;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.load.WarmUp;

/**
 * Requests at a constant rate, whatever the answers do; latency counts from when a request was due. Rates are shares of what
 * each case carries under the same driver in a closed loop: it costs more CPU than wrk, from which all share.
 */
final class OpenLoop {
    private static final double SHARE = 0.7;
    private static final int CONNECTIONS = 256;
    /** More than the gateways take at a time, so that they have to refuse. */
    static final int CROWD = 3072;

    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Effort effort;
    private final Narrator narrator;

    OpenLoop(Effort effort, Narrator narrator) {
        this.effort = effort;
        this.narrator = narrator;
    }

    /** A pair of gateways and what became of the requests to it. */
    private final class Side {
        private final Case what;
        private final SpeanPair pair;
        private final List<LoadReport> peaks = new ArrayList<>();
        private final List<LoadReport> calm = new ArrayList<>();
        private final List<LoadReport> twice = new ArrayList<>();
        private double peak;

        Side(Case what, SpeanPair pair) {
            this.what = what;
            this.pair = pair;
        }

        void warmUp() throws IOException, InterruptedException {
            peak = Figures.median(peaks, LoadReport::exchangesPerSecond);
            warmUpTwice(what, pair, peak);
        }

        void calm() throws IOException, InterruptedException {
            calm.add(kept(pair, drive(what, CONNECTIONS, SHARE * peak, effort.slice())));
        }

        double p99Ms() {
            return Figures.median(calm, r -> r.percentileMs(99));
        }

        double goodput() {
            return Figures.median(twice, r -> good(r) / peak);
        }

        void tell(Map<String, Object> figures, boolean beside) {
            String name = what.name();
            figures.put("peak" + name, Figures.rounded(peak, 0));
            figures.put(name + "70", shape(calm));
            figures.put(beside ? "twice" + name : "twice", shape(twice));
            figures.put(beside ? "xP99Ms70" : "p99Ms70", Figures.rounded(p99Ms(), 3));
            figures.put(beside ? "xGoodput2x" : "goodput2x", Figures.rounded(goodput(), 4));
            narrator.line(String.format(
                    Locale.ROOT,
                    "  %s at 0.7 of its peak: %,.0f/s p99 %.2f ms; at twice its peak %.2f of it",
                    name,
                    SHARE * peak,
                    p99Ms(),
                    goodput()));
        }
    }

    /**
     * Latencies at 0.7 of each one's peak, and what pairs still carry at twice their peak.
     *
     * @param pairs B, and perhaps another beside it, each with what it is asked
     */
    Map<String, Object> run(Case proxies, Map<Case, SpeanPair> pairs) throws IOException, InterruptedException {
        List<Side> sides = new ArrayList<>();
        pairs.forEach((what, pair) -> sides.add(new Side(what, pair)));
        List<LoadReport> peaksA = new ArrayList<>();
        for (int i = 0; i < effort.repetitions(); i++) {
            peaksA.add(drive(proxies, CONNECTIONS, 0, effort.slice()));
            for (Side side : sides) {
                side.peaks.add(peak(side.what, side.pair));
            }
        }
        double peakA = Figures.median(peaksA, LoadReport::exchangesPerSecond);
        for (Side side : sides) {
            side.warmUp();
        }
        List<LoadReport> a = new ArrayList<>();
        for (int i = 0; i < effort.repetitions(); i++) {
            a.add(drive(proxies, CONNECTIONS, SHARE * peakA, effort.slice()));
            for (Side side : sides) {
                side.calm();
            }
            for (Side side : sides) {
                side.twice.add(twice(side.what, side.pair, side.peak, effort.slice()));
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("peakA", Figures.rounded(peakA, 0));
        figures.put("A70", shape(a));
        double p99A = Figures.median(a, r -> r.percentileMs(99));
        figures.put("p99Ms70A", Figures.rounded(p99A, 3));
        narrator.line(String.format(Locale.ROOT, "  A at 0.7 of its peak: %,.0f/s p99 %.2f ms", SHARE * peakA, p99A));
        for (Side side : sides) {
            side.tell(figures, side != sides.getFirst());
        }
        return figures;
    }

    /** What a pair carries in a closed loop under this driver. */
    LoadReport peak(Case gateways, SpeanPair pair) throws IOException, InterruptedException {
        return kept(pair, drive(gateways, CONNECTIONS, 0, effort.slice()));
    }

    /** A pair at twice its peak. Refusals are what is wanted there; an exchange that only breaks off is not. */
    LoadReport twice(Case gateways, SpeanPair pair, double peak, Duration length)
            throws IOException, InterruptedException {
        LoadReport report = drive(gateways, CROWD, 2 * peak, length);
        long refused = report.refused();
        pair.ledger().add(report.total() - refused, report.totalBad() - refused);
        pair.ledger().addRefused(refused);
        return report;
    }

    /** Until its ways of refusing, which it has not gone before, are compiled. */
    void warmUpTwice(Case gateways, SpeanPair pair, double peak) throws IOException, InterruptedException {
        WarmUp warm = WarmUp.of(
                gateways.processes().values(),
                effort.slice().multipliedBy(2),
                length -> twice(gateways, pair, peak, length));
        narrator.line("  " + gateways.name() + " at twice its peak " + warm);
    }

    private LoadReport drive(Case what, int connections, double rate, Duration length)
            throws IOException, InterruptedException {
        return explained(LoadDriver.run(LoadPlan.get(what.request().url(), connections, length)
                .withHeaders(List.copyOf(what.request().headers().entrySet()))
                .withWarmup(SETTLE)
                .withRate(rate)
                .withPids(what.processes())));
    }

    /** Says why requests got no answer. */
    private LoadReport explained(LoadReport report) {
        report.failures()
                .forEach(
                        (reason, count) -> narrator.line(narrator.bad("  " + count + " without an answer: ") + reason));
        return report;
    }

    private static LoadReport kept(SpeanPair pair, LoadReport report) {
        pair.ledger().add(report.total() - report.refused(), report.totalBad());
        return report;
    }

    /** Exchanges answered a second, without those refused. */
    static double good(LoadReport report) {
        return (report.exchanges() - report.non2xx()) / report.seconds();
    }

    private static Map<String, Object> shape(List<LoadReport> reports) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rate", Figures.rounded(reports.getFirst().rate(), 0));
        map.put("answered", Figures.rounded(Figures.median(reports, OpenLoop::good), 0));
        map.put("refused", reports.stream().mapToLong(LoadReport::refused).sum());
        Map<String, Long> failures = new TreeMap<>();
        reports.forEach(r -> r.failures().forEach((reason, count) -> failures.merge(reason, count, Long::sum)));
        map.put("unanswered", failures);
        map.put("p50Ms", Figures.rounded(Figures.median(reports, r -> r.percentileMs(50)), 3));
        map.put("p99Ms", Figures.rounded(Figures.median(reports, r -> r.percentileMs(99)), 3));
        map.put("p999Ms", Figures.rounded(Figures.median(reports, r -> r.percentileMs(99.9)), 3));
        map.put("driverCores", Figures.rounded(Figures.median(reports, r -> r.driverCpuMs() / 1e3 / r.seconds()), 3));
        map.put("cpuMsPerExchange", Figures.rounded(Figures.median(reports, LoadReport::cpuMsPerExchange), 4));
        return map;
    }
}
