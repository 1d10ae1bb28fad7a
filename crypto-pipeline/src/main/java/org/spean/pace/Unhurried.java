package org.spean.pace;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets work for which nobody waits take a quarter of a processor from the exchanges that run meanwhile: it rests between its
 * pieces three times as long as the last one took. Blocks; not for an event loop. One thread.
 */
public final class Unhurried {
    private static final int REST = 3;

    private final long longest;
    private long began = System.nanoTime();

    /**
     * The first piece begins now.
     *
     * @param longest that it rests at a time
     */
    public Unhurried(Duration longest) {
        this.longest = longest.toNanos();
    }

    /** Ends a piece, rests, and begins the next. */
    public void rest() {
        LockSupport.parkNanos(Math.min(REST * (System.nanoTime() - began), longest));
        began = System.nanoTime();
    }
}
