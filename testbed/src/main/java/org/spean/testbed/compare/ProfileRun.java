package org.spean.testbed.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import one.convert.Arguments;
import one.convert.FlameGraph;
import org.spean.testbed.demo.Narrator;

/** A pair under load, either gateway of which is recorded in each way, one recording at a time. */
final class ProfileRun {
    /** Of the load before a recording begins and after its end. */
    private static final Duration LEAD = Duration.ofSeconds(2);

    /** Frames narrower than this percentage are left out of the drawings. */
    private static final double NARROWEST = 0.05;

    private final Bench bench;
    private final Path results;
    private final Wrk wrk;
    private final Duration length;
    private final int connections;
    private final Narrator narrator;
    private final ProfileTable table = new ProfileTable();

    /**
     * @param results a folder that is there, for the flame graphs and the table
     * @param length of a recording
     */
    ProfileRun(Bench bench, Path results, Wrk wrk, Duration length, int connections) {
        this.bench = bench;
        this.results = results;
        this.wrk = wrk;
        this.length = length;
        this.connections = connections;
        this.narrator = bench.narrator();
    }

    Map<String, Object> run() throws IOException, InterruptedException {
        narrator.title("Two gateways and where their time and memory goes, at " + connections + " connections");
        PairPlan plan = PairPlan.of(Map.of("small", NginxPair.SERVICE));
        Profiler profiler = Profiler.in(bench.folder().resolve("profiler"));
        try (NginxPair _ = NginxPair.start( // for its service
                        bench.nginx(), bench.configurations(), bench.folder().resolve("nginx"));
                SpeanPair pair = SpeanPair.start(bench.folder().resolve("b"), bench.ours(), plan);
                ExecutorService driver = Executors.newVirtualThreadPerTaskExecutor()) {
            Case b = pair.asked("B", "small", Bench.PATH);
            bench.warmUp(wrk, pair, b, bench.effort().warmup());
            for (Recording what : Recording.values()) {
                for (Map.Entry<String, Long> gateway : b.processes().entrySet()) {
                    try (Narrator.Ticking _ = narrator.ticking(what.title() + " of " + gateway.getKey(), length)) {
                        Future<Slice> load =
                                driver.submit(() -> wrk.run(b, connections, length.plus(LEAD.multipliedBy(2))));
                        LockSupport.parkNanos(LEAD.toNanos());
                        Stacks stacks = profiler.record(what, gateway.getValue(), length);
                        Slice slice = done(load);
                        pair.ledger().add(slice);
                        keep(gateway.getKey(), what, stacks, slice);
                    }
                }
            }
            Files.write(results.resolve("profile.txt"), table.lines());
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("connections", connections);
            figures.put("results", results.toString());
            Evidence evidence = pair.end();
            figures.putAll(evidence.toMap());
            figures.put("valid", evidence.sound());
            return figures;
        }
    }

    private void keep(String gateway, Recording what, Stacks stacks, Slice slice) throws IOException {
        table.add(gateway, what, stacks, slice, length);
        Arguments drawing = new Arguments();
        drawing.title = what.title() + ", " + gateway;
        drawing.minwidth = NARROWEST;
        FlameGraph graph = new FlameGraph(drawing);
        graph.parseCollapsed(new StringReader(stacks.collapsed()));
        Path file = results.resolve(what.name().toLowerCase(Locale.ROOT) + '-' + gateway + ".html");
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            graph.dump(out);
        }
    }

    ProfileTable table() {
        return table;
    }

    private static Slice done(Future<Slice> load) throws IOException, InterruptedException {
        try {
            return load.get();
        } catch (ExecutionException e) {
            throw new IOException("the load: " + e.getCause(), e);
        }
    }
}
