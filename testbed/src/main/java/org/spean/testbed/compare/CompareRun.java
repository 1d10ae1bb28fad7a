package org.spean.testbed.compare;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Narrator;

/** One run: the cases in their order, and the figures that compare them. */
final class CompareRun {
    /** Fewer exchanges a second through two proxies at 64 connections say that something is wrong with the machine. */
    private static final int LEAST_BASELINE = 8000;

    private static final int MIDDLE = 64;

    private final Bench bench;
    private final @Nullable Launch other;
    private final Wrk wrk;
    private final Narrator narrator;
    private final Findings findings = new Findings();

    /** @param other the launch of case X, if there is one */
    CompareRun(Bench bench, @Nullable Launch other, Wrk wrk) {
        this.bench = bench;
        this.other = other;
        this.wrk = wrk;
        this.narrator = bench.narrator();
    }

    /** Everything. */
    Findings all() throws IOException, InterruptedException {
        try (NginxPair nginx = NginxPair.start(
                bench.nginx(), bench.configurations(), bench.folder().resolve("nginx"))) {
            new MainPair(bench, wrk, nginx, other, findings).run();
            if (bench.wants('C')) {
                ellipticKeys(nginx);
            }
            if (bench.wants('F')) {
                new StockPair(bench, wrk, findings).run();
            }
        }
        for (int connections : bench.effort().connections()) {
            compare(connections);
        }
        Series more = findings.series("B", 1024);
        Series middle = findings.series("B", MIDDLE);
        if (more != null && middle != null) {
            findings.put(
                    "cpu1024to64", more.median(Slice::cpuMsPerExchange) / middle.median(Slice::cpuMsPerExchange), 3);
        }
        Series floor = findings.series("A", MIDDLE);
        if (floor != null && floor.perSecond() < LEAST_BASELINE) {
            findings.complain("the baseline is broken: A reaches " + Math.round(floor.perSecond()) + "/s at " + MIDDLE
                    + " connections (expected: at least " + LEAST_BASELINE + ")");
        }
        findings.complaints().forEach(why -> narrator.line(narrator.bad("not a measurement: ") + why));
        return findings;
    }

    private void ellipticKeys(NginxPair nginx) throws IOException, InterruptedException {
        narrator.title("C: B with P-256 keys, for signatures and TLS");
        PairPlan plan = PairPlan.of(Map.of("small", NginxPair.SERVICE)).withKeys(KeyKind.EC_P256);
        try (SpeanPair pair = SpeanPair.start(bench.folder().resolve("c"), bench.ours(), plan)) {
            Case c = pair.asked("C", "small", Bench.PATH);
            bench.warmUp(wrk, pair, c, bench.effort().warmup());
            Map<String, Series> series = bench.turns(wrk)
                    .with(nginx.asked("A of C", Bench.PATH))
                    .with(c, pair)
                    .run(MIDDLE);
            findings.add(series);
            Series a = series.get("A of C");
            Series ours = series.get("C");
            if (a != null && ours != null) {
                findings.put("ratioEc64", ours.ratio(a, Slice::perSecond), 4);
            }
            findings.evidence("C", pair.end());
        }
    }

    private void compare(int connections) {
        Series a = findings.series("A", connections);
        Series b = findings.series("B", connections);
        Series x = findings.series("X", connections);
        if (a != null && b != null) {
            findings.put("ratio" + connections, b.ratio(a, Slice::perSecond), 4);
            findings.put("cpuRatio" + connections, b.ratio(a, Slice::cpuMsPerExchange), 3);
            findings.put("rssMb", b.median(Slice::rssMbOfLargest), 1); // the last stands: after the most connections
            if (connections == 1) {
                findings.latencies(a, b);
            }
        }
        if (b != null && x != null) {
            findings.put("xToB" + connections, x.ratio(b, Slice::perSecond), 4);
            findings.put("xToBCpu" + connections, x.ratio(b, Slice::cpuMsPerExchange), 4);
        }
    }
}
