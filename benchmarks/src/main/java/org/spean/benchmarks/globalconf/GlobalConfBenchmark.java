package org.spean.benchmarks.globalconf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.ConfManagement;
import org.spean.testbed.globalconf.ConfTreeWriter;
import org.spean.testbed.globalconf.Country;

/** 10,000 members, 20,000 servers, 30,000 subsystems: one load, one load of what has not changed, one look-up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
public class GlobalConfBenchmark {
    /** Version of the shared parameters. */
    @Param({"2", "5"})
    public int version;

    private Path tree;
    private GlobalConf conf;
    private Lookups lookups;
    private int next;

    /** Writes and loads a tree. */
    @Setup
    public void prepare() throws IOException {
        tree = Files.createTempDirectory("spean-tree");
        ConfContent empty = new ConfContent(
                version,
                "CAMBODIA",
                Instant.parse("2044-12-31T00:00:00Z"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ConfManagement.of("GOV/NOBODY"),
                Duration.ofHours(1),
                Duration.ofMinutes(1));
        new ConfTreeWriter(tree).write(Country.LARGE.addedTo(empty));
        conf = GlobalConfTree.read(tree);
        lookups = new Lookups(conf);
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Reads all of it. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Instant load() {
        GlobalConf read = GlobalConfTree.read(tree);
        read.closeAllBut(conf);
        return read.expires();
    }

    /** Reads it again where nothing has changed. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public GlobalConf loadUnchanged() {
        return GlobalConfTree.read(tree, null, List.of(conf), true);
    }

    /** A server by the hash of its certificate. */
    @Benchmark
    public boolean serverByHash() {
        return lookups.serverByHash(next());
    }

    /** The servers of a client. */
    @Benchmark
    public boolean serversOfClient() {
        return lookups.serversOfClient(next());
    }

    /** Whether a member exists. */
    @Benchmark
    public boolean memberExists() {
        return lookups.memberExists(next());
    }

    /** Whether a client is in a group of a thousand. */
    @Benchmark
    public boolean inGroup() {
        return lookups.inGroup(next());
    }

    private int next() {
        next = next + 1 == lookups.size() ? 0 : next + 1;
        return next;
    }
}
