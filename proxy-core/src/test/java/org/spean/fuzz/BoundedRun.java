package org.spean.fuzz;

import java.time.Duration;
import org.spean.effort.Effort;

/**
 * Runs a target within the bounds that hold for any input, on whichever threads it works: a second of CPU, 64 MiB allocated,
 * whether kept or not, and a second of time. As a busy machine may let any input wait, it is too slow only when it was three times in
 * a row.
 */
final class BoundedRun {

    static final Duration LONGEST = Duration.ofSeconds(1);
    static final long MOST_BYTES = 64L << 20;
    private static final int TRIES = 3;

    private BoundedRun() {}

    /** @throws Exception whatever the target throws */
    static void of(FuzzTarget target, byte[] input) throws Exception {
        Duration elapsed = once(target, input);
        for (int tries = 1; elapsed.compareTo(LONGEST) > 0; tries++) {
            if (tries == TRIES) {
                throw new AssertionError(
                        "took " + elapsed.toMillis() + " ms (allowed: " + LONGEST.toMillis() + "), as before");
            }
            elapsed = once(target, input);
        }
    }

    private static Duration once(FuzzTarget target, byte[] input) throws Exception {
        Effort effort = Effort.begin();
        target.run(input);
        Duration elapsed = effort.elapsed();
        Duration cpu = effort.cpu();
        long bytes = effort.allocated();
        if (cpu.compareTo(LONGEST) > 0) {
            throw new AssertionError("took " + cpu.toMillis() + " ms of CPU (allowed: " + LONGEST.toMillis() + ")");
        }
        if (bytes > MOST_BYTES) {
            throw new AssertionError("allocated " + bytes + " bytes (allowed: " + MOST_BYTES + ")");
        }
        return elapsed;
    }
}
