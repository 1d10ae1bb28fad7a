package org.spean.fuzz;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.spean.effort.Effort;

/**
 * Runs a target within the bounds that hold for any input, on whichever threads it works: a second of CPU, 64 MiB allocated,
 * whether kept or not, and a second of time. As a busy machine may let any input wait, and whatever else runs in the process
 * counts too, a bound is passed only when one was three times in a row.
 */
final class BoundedRun {

    static final Duration LONGEST = Duration.ofSeconds(1);
    static final long MOST_BYTES = 64L << 20;
    private static final int TRIES = 3;

    private BoundedRun() {}

    /** @throws Exception whatever the target throws */
    static void of(FuzzTarget target, byte[] input) throws Exception {
        String passed = passed(target, input);
        for (int tries = 1; passed != null; tries++) {
            if (tries == TRIES) {
                throw new AssertionError(passed + ", as before");
            }
            passed = passed(target, input);
        }
    }

    /** Which bound was passed, and by how much. */
    private static @Nullable String passed(FuzzTarget target, byte[] input) throws Exception {
        Effort effort = Effort.begin();
        target.run(input);
        Duration elapsed = effort.elapsed();
        Duration cpu = effort.cpu();
        long bytes = effort.allocated();
        if (cpu.compareTo(LONGEST) > 0) {
            return "took " + cpu.toMillis() + " ms of CPU (allowed: " + LONGEST.toMillis() + ")";
        }
        if (bytes > MOST_BYTES) {
            return "allocated " + bytes + " bytes (allowed: " + MOST_BYTES + ")";
        }
        return elapsed.compareTo(LONGEST) > 0
                ? "took " + elapsed.toMillis() + " ms (allowed: " + LONGEST.toMillis() + ")"
                : null;
    }
}
