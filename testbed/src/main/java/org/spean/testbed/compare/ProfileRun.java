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
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import one.convert.Arguments;
import one.convert.FlameGraph;
import org.spean.testbed.demo.Narrator;
import org.spean.testbed.load.LoadReport;

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
    private final ProfiledCase what;
    private final Narrator narrator;
    private final ProfileTable table = new ProfileTable();

    /**
     * @param results a folder that is there, for the flame graphs and the table
     * @param length of a recording
     * @param connections of all cases but {@link ProfiledCase#O}
     */
    ProfileRun(Bench bench, Path results, Wrk wrk, Duration length, int connections, ProfiledCase what) {
        this.bench = bench;
        this.results = results;
        this.wrk = wrk;
        this.length = length;
        this.connections = connections;
        this.what = what;
        this.narrator = bench.narrator();
    }

    /**
     * The load while a recording was made.
     *
     * @param perSecond exchanges answered
     * @param cpuMs CPU time of each gateway for one of them, by name
     */
    private record Load(double perSecond, Map<String, Double> cpuMs) {
        static Load of(LoadReport report) {
            double good = OpenLoop.good(report);
            Map<String, Double> cpu = new LinkedHashMap<>();
            report.processes().forEach((name, cost) -> cpu.put(name, cost.cpuMs() / report.seconds() / good));
            return new Load(good, cpu);
        }
    }

    @FunctionalInterface
    private interface Driving {
        Load done() throws IOException, InterruptedException;
    }

    Map<String, Object> run() throws IOException, InterruptedException {
        narrator.title("Two gateways and where their time and memory goes, case " + what);
        Profiler profiler = Profiler.in(bench.folder().resolve("profiler"));
        try (NginxPair _ = NginxPair.start( // for its service
                        bench.nginx(), bench.configurations(), bench.folder().resolve("nginx"));
                SpeanPair pair = SpeanPair.start(bench.folder().resolve("b"), bench.ours(), what.plan());
                ExecutorService driver = Executors.newVirtualThreadPerTaskExecutor()) {
            Case asked = what.asked(pair);
            bench.warmUp(wrk, pair, asked, bench.effort().warmup());
            Driving driving = what == ProfiledCase.O ? twice(pair, asked) : () -> closed(pair, asked);
            for (Recording recording : Recording.values()) {
                for (Map.Entry<String, Long> gateway : asked.processes().entrySet()) {
                    try (Narrator.Ticking _ = narrator.ticking(recording.title() + " of " + gateway.getKey(), length)) {
                        Future<Load> load = driver.submit(driving::done);
                        LockSupport.parkNanos(LEAD.toNanos());
                        Stacks stacks = profiler.record(recording, gateway.getValue(), length);
                        keep(gateway.getKey(), recording, stacks, done(load));
                    }
                }
            }
            Files.write(results.resolve("profile.txt"), table.lines());
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("case", what.name());
            figures.put("connections", what == ProfiledCase.O ? OpenLoop.CROWD : connections);
            figures.put("results", results.toString());
            Evidence evidence = pair.end();
            figures.putAll(evidence.toMap());
            figures.put("valid", evidence.sound());
            return figures;
        }
    }

    private Load closed(SpeanPair pair, Case asked) throws IOException, InterruptedException {
        Slice slice = wrk.run(asked, connections, whole());
        pair.ledger().add(slice);
        return new Load(slice.perSecond(), slice.cpuMs());
    }

    private Driving twice(SpeanPair pair, Case asked) throws IOException, InterruptedException {
        OpenLoop open = new OpenLoop(bench.effort(), narrator);
        double peak = open.peak(asked, pair).exchangesPerSecond();
        narrator.line(String.format(Locale.ROOT, "  the peak: %,.0f exchanges/s", peak));
        open.warmUpTwice(asked, pair, peak);
        return () -> Load.of(open.twice(asked, pair, peak, whole()));
    }

    /** From before a recording to after it. */
    private Duration whole() {
        return length.plus(LEAD.multipliedBy(2));
    }

    private void keep(String gateway, Recording recording, Stacks stacks, Load load) throws IOException {
        table.add(
                gateway,
                recording,
                stacks,
                load.perSecond,
                Objects.requireNonNullElse(load.cpuMs.get(gateway), 0.0),
                length);
        Arguments drawing = new Arguments();
        drawing.title = recording.title() + ", " + gateway;
        drawing.minwidth = NARROWEST;
        FlameGraph graph = new FlameGraph(drawing);
        graph.parseCollapsed(new StringReader(stacks.collapsed()));
        Path file = results.resolve(recording.name().toLowerCase(Locale.ROOT) + '-' + gateway + ".html");
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            graph.dump(out);
        }
    }

    ProfileTable table() {
        return table;
    }

    private static Load done(Future<Load> load) throws IOException, InterruptedException {
        try {
            return load.get();
        } catch (ExecutionException e) {
            throw new IOException("the load: " + e.getCause(), e);
        }
    }
}
