package org.spean.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts exchanges in flight against the bound of the configuration each began under. Thread-safe. */
public final class InFlight {

    private final AtomicInteger count = new AtomicInteger();

    boolean enter(int limit) {
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
}
