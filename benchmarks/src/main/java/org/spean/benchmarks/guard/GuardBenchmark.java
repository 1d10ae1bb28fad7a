package org.spean.benchmarks.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * A step and its primitive in turns of a few milliseconds. What counts are the best of each, which go to a file; the time that JMH
 * itself states is only how long that took.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
public class GuardBenchmark {
    /** System property: a folder on a disk. */
    static final String FOLDER = "spean.guard.folder";
    /** System property: the file that results are added to. */
    static final String RESULTS = "spean.guard.results";
    /** System property: the name of a step that is done twice. */
    static final String SLOWED = "spean.guard.slowed";

    private static final long ITERATION = 300_000_000;
    /** Less than this the compilers take in an iteration when they are done. */
    private static final long QUIET_MILLIS = 4;

    private static final int QUIET_ITERATIONS = 2;
    private static final long LONGEST_WARMUP = 6_000_000_000L;

    /** All of them. */
    @Param
    public Step step = Step.REST_PART;

    private @Nullable Beside beside;
    private Best best = new Best();
    private boolean warm;

    /** Makes both ready. */
    @Setup
    public void open(Blackhole hole) throws Exception {
        Path folder = Path.of(System.getProperty(FOLDER, System.getProperty("java.io.tmpdir")));
        Beside plain = step.open(folder, hole);
        beside = step.text().equals(System.getProperty(SLOWED)) ? Beside.slowed(plain) : plain;
    }

    /** Forgets the warm-up, once that has lasted long enough. */
    @Setup(Level.Iteration)
    public void begin(IterationParams iteration) throws Exception {
        if (iteration.getType() == IterationType.MEASUREMENT && !warm) {
            warm = true;
            settle();
            best = new Best();
        }
    }

    /** Goes on until the compilers have nothing to do any more: on a busy machine that is late. */
    private void settle() throws Exception {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        long end = System.nanoTime() + LONGEST_WARMUP;
        long before = compilers.getTotalCompilationTime();
        for (int quiet = 0; beside != null && quiet < QUIET_ITERATIONS && System.nanoTime() < end; ) {
            best.measure(beside, ITERATION);
            long after = compilers.getTotalCompilationTime();
            quiet = after - before < QUIET_MILLIS ? quiet + 1 : 0;
            before = after;
        }
    }

    /** Some hundred slices. */
    @Benchmark
    public double slices() throws Exception {
        if (beside != null) {
            best.measure(beside, ITERATION);
        }
        return best.ratio();
    }

    /** Ends both and tells what was measured. */
    @TearDown
    public void close() throws Exception {
        if (beside != null) {
            beside.close();
        }
        tell(String.format(Locale.ROOT, "%s %.1f %.1f%n", step.text(), best.raw(), best.step()));
    }

    private static void tell(String line) throws IOException {
        String file = System.getProperty(RESULTS);
        if (file != null) {
            Files.writeString(Path.of(file), line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
