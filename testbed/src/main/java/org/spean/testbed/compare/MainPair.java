package org.spean.testbed.compare;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Narrator;

/** B beside A, and what is measured with the same pair: the open loop, SOAP (E), large bodies (D); many keys (G) beside it. */
final class MainPair {
    /** Of case G, on either side. */
    static final int MEMBERS = 200;

    private static final int MIDDLE = 64;

    private final Bench bench;
    private final Wrk wrk;
    private final NginxPair nginx;
    private final @Nullable Launch other;
    private final Findings findings;
    private final Narrator narrator;

    /** @param other the launch of case X, if there is one */
    MainPair(Bench bench, Wrk wrk, NginxPair nginx, @Nullable Launch other, Findings findings) {
        this.bench = bench;
        this.wrk = wrk;
        this.nginx = nginx;
        this.other = other;
        this.findings = findings;
        this.narrator = bench.narrator();
    }

    void run() throws IOException, InterruptedException {
        narrator.title("A: two proxies of nginx; B: two gateways" + (other == null ? "" : "; X: two others"));
        PairPlan plan = PairPlan.of(Map.of("small", NginxPair.SERVICE, "small/v1", NginxPair.SERVICE));
        try (SpeanPair ours = SpeanPair.start(bench.folder().resolve("b"), bench.ours(), plan);
                SpeanPair others =
                        other == null ? null : SpeanPair.start(bench.folder().resolve("x"), other, plan)) {
            findings.put("readyMs", ours.ready().toNanos() / 1e6, 0);
            levels(ours, others);
            if (bench.wants('O')) {
                openLoop(ours, others);
            }
            if (others != null) {
                findings.evidence("X", others.end());
            }
            if (bench.wants('G')) {
                manyKeys(ours);
            }
            if (bench.wants('E')) {
                soap(ours);
            }
            if (bench.wants('D')) {
                bodies(ours, "100k", 100_000, MIDDLE);
                bodies(ours, "10M", 10_000_000, 4);
            }
            nginx.serve("provider", Map.of());
            findings.evidence("B", ours.end());
        }
    }

    private void levels(SpeanPair ours, @Nullable SpeanPair others) throws IOException, InterruptedException {
        Case b = ours.asked("B", "small", Bench.PATH);
        Turns turns = bench.turns(wrk).with(nginx.asked("A", Bench.PATH)).with(b, ours);
        bench.warmUp(wrk, ours, b, bench.effort().warmup());
        if (others != null) {
            Case x = others.asked("X", "small", Bench.PATH);
            bench.warmUp(wrk, others, x, bench.effort().warmup());
            turns.with(x, others);
        }
        for (int connections : bench.effort().connections()) {
            if (connections == 1) {
                Floor floor = Floor.measure(ours.bank().signing(), ours.bank().folder());
                findings.floor(floor);
            }
            findings.add(turns.run(connections));
        }
    }

    private void openLoop(SpeanPair ours, @Nullable SpeanPair others) throws IOException, InterruptedException {
        narrator.title("Requests at a constant rate");
        Map<Case, SpeanPair> pairs = new LinkedHashMap<>();
        pairs.put(ours.asked("B", "small", Bench.PATH), ours);
        if (others != null) {
            pairs.put(others.asked("X", "small", Bench.PATH), others);
        }
        findings.open(new OpenLoop(bench.effort(), narrator).run(nginx.asked("A", Bench.PATH), pairs));
    }

    private void manyKeys(SpeanPair ours) throws IOException, InterruptedException {
        narrator.title("G: " + MEMBERS + " members with a key each ask " + MEMBERS + " providers, by Zipf's law");
        PairPlan plan = PairPlan.of(Map.of("small", NginxPair.SERVICE)).withMembers(MEMBERS);
        try (SpeanPair many = SpeanPair.start(bench.folder().resolve("g"), bench.ours(), plan)) {
            Case g = many.crowdAsks("G", Bench.PATH);
            bench.warmUp(wrk, many, g, bench.effort().warmup());
            Turns turns = bench.turns(wrk)
                    .with(ours.asked("B of G", "small", Bench.PATH), ours)
                    .with(g, many);
            ratio("ratioManyKeys", turns.run(MIDDLE), "G", "B of G");
            for (int connections : bench.effort().connections()) {
                if (connections > MIDDLE) { // of fewer, hardly two ever have a key in common
                    ratio("ratioManyKeys" + connections, turns.run(connections), "G", "B of G");
                }
            }
            findings.put("readyMsManyKeys", many.ready().toNanos() / 1e6, 0);
            findings.evidence("G", many.end());
        }
    }

    private void soap(SpeanPair ours) throws IOException, InterruptedException {
        narrator.title("E: SOAP");
        Map<String, Series> both = new LinkedHashMap<>();
        // The service of one is not that of the other, so they cannot take turns within one start of nginx.
        for (int i = 0; i < 2; i++) {
            boolean soap = i == 1;
            if (soap) {
                nginx.serve("provider-soap", Map.of("ANSWER", ours.soapAnswer("small/v1")));
            }
            Case what = soap ? ours.soap("E", "small/v1") : ours.asked("B of E", "small", Bench.PATH);
            bench.warmUp(wrk, ours, what, bench.effort().warmup().dividedBy(4));
            both.putAll(bench.turns(wrk).with(what, ours).run(MIDDLE));
        }
        ratio("ratioSoap", both, "E", "B of E");
    }

    private void bodies(SpeanPair ours, String name, int bytes, int connections)
            throws IOException, InterruptedException {
        narrator.title("D: answers of " + name + "B");
        Path files = nginx.files();
        try (RandomAccessFile file = new RandomAccessFile(files.resolve(name).toFile(), "rw")) {
            file.setLength(bytes);
        }
        nginx.serve("provider-bodies", Map.of());
        Case proxies = nginx.asked("A" + name, "/" + name);
        Case gateways = ours.asked("D" + name, "small", "/" + name);
        bench.warmUp(wrk, ours, gateways, Duration.ofSeconds(3));
        Map<String, Series> series =
                bench.turns(wrk).with(proxies).with(gateways, ours).run(connections);
        ratio(bytes > 1_000_000 ? "ratio10Mb" : "ratio100Kb", series, "D" + name, "A" + name);
        List.of("A" + name, "D" + name).forEach(one -> {
            Series reached = series.get(one);
            if (reached != null) {
                findings.put("mbPerSecond" + one, reached.perSecond() * bytes / 1e6, 1);
            }
        });
    }

    private void ratio(String name, Map<String, Series> series, String above, String below) {
        findings.add(series);
        Series first = series.get(above);
        Series second = series.get(below);
        if (first != null && second != null) {
            findings.put(name, first.ratio(second, Slice::perSecond), 4);
        }
    }
}
