package org.spean.testbed.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Narrator;

/**
 * Where and with what is measured.
 *
 * @param folder of this run
 * @param configurations of nginx
 * @param nginx the program
 * @param ours how the gateways that are measured are run
 * @param cases letters of those that are wanted besides A and B; O: the open loop
 */
record Bench(
        Path folder, Path configurations, String nginx, Launch ours, Effort effort, String cases, Narrator narrator) {
    /** What is asked of the service; it answers the same to every path. */
    static final String PATH = "/persons/100000042";

    private static final int WARMING = 64;
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** A gateway's JVM has settled when its compilers take less of its CPU time. */
    private static final double SETTLED = 0.04;

    /** Nothing is waited for longer than this many times its least. */
    private static final int MOST = 5;

    boolean wants(char letter) {
        return cases.indexOf(letter) >= 0;
    }

    Turns turns(Wrk wrk) {
        return new Turns(wrk, effort, narrator);
    }

    /**
     * Drives a case until what the JVM compiles is settled: at least for a length, and no longer than five times that. What is
     * measured earlier is the compiler's, which shares the gateways' processors.
     */
    void warmUp(Wrk wrk, SpeanPair pair, Case what, Duration least) throws IOException, InterruptedException {
        if (least.isZero()) {
            return;
        }
        try (Narrator.Ticking _ = narrator.ticking("warming up " + what.name(), least)) {
            pair.ledger().add(wrk.run(what, WARMING, least));
        }
        Duration spent = least;
        double share = 1;
        while (share > SETTLED && spent.compareTo(least.multipliedBy(MOST)) < 0) {
            CompilerTime before = CompilerTime.of(what.processes().values());
            pair.ledger().add(wrk.run(what, WARMING, LOOK));
            share = CompilerTime.of(what.processes().values()).shareSince(before);
            spent = spent.plus(LOOK);
        }
        narrator.line(String.format(
                Locale.ROOT,
                "  %s warm after %d s: compilers took %.1f %% of the CPU in the last %d",
                what.name(),
                spent.toSeconds(),
                100 * share,
                LOOK.toSeconds()));
    }
}
