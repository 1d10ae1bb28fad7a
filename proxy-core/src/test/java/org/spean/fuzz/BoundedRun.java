package org.spean.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Runs a target within the bounds that hold for any input: a second of CPU, as the machine may be busy, and 64 MiB allocated,
 * whether kept or not. Of the calling thread.
 */
final class BoundedRun {

    static final Duration LONGEST = Duration.ofSeconds(1);
    static final long MOST_BYTES = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private BoundedRun() {}

    /** @throws Exception whatever the target throws */
    static void of(FuzzTarget target, byte[] input) throws Exception {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        target.run(input);
        Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpu);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (took.compareTo(LONGEST) > 0) {
            throw new AssertionError("took " + took.toMillis() + " ms of CPU (allowed: " + LONGEST.toMillis() + ")");
        }
        if (bytes > MOST_BYTES) {
            throw new AssertionError("allocated " + bytes + " bytes (allowed: " + MOST_BYTES + ")");
        }
    }
}
