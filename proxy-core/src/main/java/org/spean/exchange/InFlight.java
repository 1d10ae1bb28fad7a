package org.spean.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts exchanges in flight against a bound. Thread-safe. */
public final class InFlight {

    private final AtomicInteger count = new AtomicInteger();
    private final int limit;

    /** @param limit exchanges at once, at least 1 */
    public InFlight(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 or more)");
        }
        this.limit = limit;
    }

    boolean enter() {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        count.decrementAndGet();
    }

    /** Exchanges now in flight. */
    public int count() {
        return count.get();
    }

    /** The bound. */
    public int limit() {
        return limit;
    }
}
