package org.spean.testbed.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Narrator;

/** One run: the cases in their order, and what is told of them at the end. */
final class CompareRun {
    /** Fewer exchanges a second through two proxies at 64 connections say that something is wrong with the machine. */
    private static final int LEAST_BASELINE = 8000;

    private static final String PATH = "/persons/100000042";

    private final Bench bench;
    private final @Nullable Launch other;
    private final Wrk wrk;
    private final Narrator narrator;
    private final Map<Integer, Map<String, Series>> levels = new LinkedHashMap<>();
    private final Map<String, Object> summary = new LinkedHashMap<>();

    /** @param other the launch of case X, if there is one */
    CompareRun(Bench bench, @Nullable Launch other, Wrk wrk) {
        this.bench = bench;
        this.other = other;
        this.wrk = wrk;
        this.narrator = bench.narrator();
    }

    /** Everything; {@code valid} in what comes back says whether it may be called a measurement. */
    Map<String, Object> all() throws IOException, InterruptedException {
        try (NginxPair nginx = NginxPair.start(
                bench.nginx(), bench.configurations(), bench.folder().resolve("nginx"))) {
            pairBesideProxies(nginx);
        }
        return summary;
    }

    private void pairBesideProxies(NginxPair nginx) throws IOException, InterruptedException {
        narrator.title("A: two proxies of nginx; B: two gateways" + (other == null ? "" : "; X: two others"));
        try (SpeanPair ours = start("b", bench.ours());
                SpeanPair others = other == null ? null : start("x", other)) {
            Case a = nginx.asked("A", PATH);
            Case b = ours.asked("B", "small", PATH);
            Turns turns = new Turns(wrk, bench.effort(), narrator).with(a).with(b, ours);
            warmUp(ours, b, bench.effort().warmup());
            if (others != null) {
                Case x = others.asked("X", "small", PATH);
                warmUp(others, x, bench.effort().warmup());
                turns.with(x, others);
            }
            for (int connections : bench.effort().connections()) {
                levels.put(connections, turns.run(connections));
            }
            summarise(ours.end());
            summary.put("readyMs", ours.ready().toMillis());
        }
    }

    private SpeanPair start(String name, Launch launch) throws IOException, InterruptedException {
        return SpeanPair.start(
                bench.folder().resolve(name), launch, KeyKind.RSA_2048, Map.of("small", NginxPair.SERVICE));
    }

    private void warmUp(SpeanPair pair, Case what, Duration length) throws IOException, InterruptedException {
        if (!length.isZero()) {
            try (Narrator.Ticking _ = narrator.ticking("warming up " + what.name(), length)) {
                pair.ledger().add(wrk.run(what, 64, length));
            }
        }
    }

    private void summarise(Evidence evidence) {
        levels.forEach((connections, series) -> {
            Series a = series.get("A");
            Series b = series.get("B");
            if (a != null && b != null) {
                summary.put("ratio" + connections, Figures.rounded(b.ratio(a, Slice::perSecond), 4));
                summary.put("cpuRatio" + connections, Figures.rounded(b.ratio(a, Slice::cpuMsPerExchange), 3));
                summary.put("rssMb", Figures.rounded(b.median(Slice::rssMbOfLargest), 1));
            }
            Series x = series.get("X");
            if (b != null && x != null) {
                summary.put("xToB" + connections, Figures.rounded(x.ratio(b, Slice::perSecond), 4));
                summary.put("xToBCpu" + connections, Figures.rounded(x.ratio(b, Slice::cpuMsPerExchange), 4));
            }
        });
        Series floor = levels.getOrDefault(64, Map.of()).get("A");
        boolean broken = floor != null && floor.perSecond() < LEAST_BASELINE;
        if (broken) {
            narrator.line(narrator.bad("the baseline is broken: A at 64 connections below " + LEAST_BASELINE + "/s"));
        }
        summary.putAll(evidence.toMap());
        summary.put("valid", evidence.sound() && !broken);
    }
}
