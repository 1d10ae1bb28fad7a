package org.spean.benchmarks.globalconf;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;

/**
 * Loads one tree in a fresh JVM, as a gateway does when it starts, and says on one line how long that took, what it keeps of
 * memory, on the heap and outside, and how long a look-up takes. For {@code perf/trust}, which starts it with a gateway's settings.
 */
public final class LoadMeasurement {
    private static final int ROUNDS = 40;

    private LoadMeasurement() {}

    /** Takes the folder of a tree. */
    public static void main(String[] args) {
        long before = used();
        long start = System.nanoTime();
        GlobalConf conf = GlobalConfTree.read(Path.of(args[0]));
        double loadMs = (System.nanoTime() - start) / 1e6;
        double heapMb = (used() - before + conf.tablesSize()) / 1048576.0;
        Lookups lookups = new Lookups(conf);
        double slowest = 0;
        List<IntPredicate> kinds =
                List.of(lookups::serverByHash, lookups::serversOfClient, lookups::memberExists, lookups::inGroup);
        for (IntPredicate kind : kinds) {
            slowest = Math.max(slowest, nanos(kind, lookups.size()));
        }
        System.out.println(String.format(
                Locale.ROOT,
                "{\"version\":%d,\"loadMs\":%.0f,\"heapMb\":%.1f,\"lookupNs\":%.0f}",
                conf.version(),
                loadMs,
                heapMb,
                slowest));
    }

    /** The median of rounds over all keys, the first half of which warm up; in CPU time, as look-ups wait for nothing. */
    private static double nanos(IntPredicate lookup, int keys) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] rounds = new double[ROUNDS];
        long found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < keys; i++) {
                found += lookup.test(i) ? 1 : 0;
            }
            rounds[round] = (double) (threads.getCurrentThreadCpuTime() - start) / keys;
        }
        if (found == 0) {
            throw new IllegalStateException("nothing was found");
        }
        double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 2, ROUNDS);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
