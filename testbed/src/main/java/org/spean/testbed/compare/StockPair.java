package org.spean.testbed.compare;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.spean.testbed.demo.Narrator;

/**
 * F: the bank's gateway towards a stock peer, as consumer and as provider, beside a hop of nginx in the same role that shakes
 * hands in the same way. CPU of that one process counts.
 */
final class StockPair {
    private static final int CONNECTIONS = 16;

    private final Bench bench;
    private final Wrk wrk;
    private final Findings findings;
    private final Narrator narrator;

    StockPair(Bench bench, Wrk wrk, Findings findings) {
        this.bench = bench;
        this.wrk = wrk;
        this.findings = findings;
        this.narrator = bench.narrator();
    }

    void run() throws IOException, InterruptedException {
        narrator.title("F: a stock peer, CBC over TLS 1.2, a connection an exchange");
        PairPlan plan = PairPlan.of(Map.of("small", NginxPair.SERVICE)).withSetting("peers.port", StockPeers.FRONT);
        try (SpeanPair pair = SpeanPair.start(bench.folder().resolve("f"), bench.ours(), plan)) {
            double full = measure(pair, false);
            double resumed = measure(pair, true);
            findings.put("stockCpuRatio", full, 3);
            findings.put("stockCpuRatioResumed", resumed, 3);
            findings.evidence("F", pair.end());
        }
    }

    /** The worse of both roles. */
    private double measure(SpeanPair pair, boolean resumed) throws IOException, InterruptedException {
        String how = resumed ? "resumed" : "full";
        try (StockPeers peers = StockPeers.start(bench, pair, resumed)) {
            Case consumer = pair.bankAsks("F consumer " + how, Bench.PATH);
            Case provider = pair.ministryAsks("F provider " + how, Bench.PATH);
            Case hops = peers.hops("F nginx " + how, Bench.PATH);
            // A handshake an exchange is slow to warm up, and a resumed one goes another way.
            bench.warmUp(wrk, pair, consumer, bench.effort().warmup().dividedBy(2));
            bench.warmUp(wrk, pair, provider, bench.effort().warmup().dividedBy(2));
            Map<String, Series> series = bench.turns(wrk)
                    .with(hops)
                    .with(consumer, pair)
                    .with(provider, pair)
                    .run(CONNECTIONS);
            findings.add(series);
            Map<String, Double> ratios = new LinkedHashMap<>();
            for (String role : new String[] {"consumer", "provider"}) {
                Series ours = series.get("F " + role + ' ' + how);
                Series nginx = series.get("F nginx " + how);
                if (ours != null && nginx != null) {
                    double theirs = nginx.median(s -> s.cpuMsOf(role));
                    ratios.put(role, theirs == 0 ? 0 : ours.median(Slice::cpuMsPerExchange) / theirs);
                    narrator.line(String.format(
                            Locale.ROOT,
                            "  as %s, handshakes %s: %.3f ms CPU an exchange, nginx %.3f ms",
                            role,
                            how,
                            ours.median(Slice::cpuMsPerExchange),
                            theirs));
                }
            }
            ratios.forEach((role, ratio) -> findings.put("stockCpuRatio " + role + ' ' + how, ratio, 3));
            return ratios.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
        }
    }
}
