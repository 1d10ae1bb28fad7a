package org.spean.testbed.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

/**
 * Gateways were driven until what their JVMs compile was settled. What is measured earlier is the compilers' too, which share
 * the gateways' processors.
 *
 * @param spent how long that took
 * @param compiling the compilers' share of the gateways' CPU time in the end, 0 to 1
 */
public record WarmUp(Duration spent, double compiling) {
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** A gateway's JVM has settled when its compilers take less of its CPU time. */
    private static final double SETTLED = 0.04;

    /** Nothing is waited for longer than this many times its least. */
    private static final int MOST = 5;

    /** Load on the gateways. */
    @FunctionalInterface
    public interface Drive {
        /** Drives them for so long, and blocks meanwhile. */
        void lasting(Duration length) throws IOException, InterruptedException;
    }

    /**
     * Drives gateways at least for a length, and no longer than five times that.
     *
     * @param pids the gateways' processes
     */
    public static WarmUp of(Collection<Long> pids, Duration least, Drive drive)
            throws IOException, InterruptedException {
        drive.lasting(least);
        Duration spent = least;
        double share = 1;
        while (share > SETTLED && spent.compareTo(least.multipliedBy(MOST)) < 0) {
            CompilerTime before = CompilerTime.of(pids);
            drive.lasting(LOOK);
            share = CompilerTime.of(pids).shareSince(before);
            spent = spent.plus(LOOK);
        }
        return new WarmUp(spent, share);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "warm after %d s: compilers took %.1f %% of the CPU in the last %d",
                spent.toSeconds(),
                100 * compiling,
                LOOK.toSeconds());
    }
}
