package org.spean.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many use something that will be replaced. Once it is replaced, the last to leave ends it. Thread-safe.
 */
public final class Lifetime {

    private static final int RETIRED = Integer.MIN_VALUE;

    private final AtomicInteger users = new AtomicInteger();
    private final Runnable whenUnused;

    /** @param whenUnused runs once, on the thread of the last to leave after {@link #retire}: must not block */
    public Lifetime(Runnable whenUnused) {
        this.whenUnused = whenUnused;
    }

    /** One more uses it; allowed until it has ended. */
    public void enter() {
        users.incrementAndGet();
    }

    /** One of those that entered is done. */
    public void leave() {
        if (users.decrementAndGet() == RETIRED) {
            whenUnused.run();
        }
    }

    /** It is replaced; to be called once, by one who has entered and will leave. */
    public void retire() {
        users.getAndUpdate(count -> count | RETIRED);
    }

    /** How many use it now. */
    public int users() {
        return users.get() & ~RETIRED;
    }
}
