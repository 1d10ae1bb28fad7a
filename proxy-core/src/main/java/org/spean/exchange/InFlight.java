package org.spean.exchange;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.spean.message.RequestHead;

/**
 * Counts exchanges in flight, all together and those of each client, against the bounds of the configuration each began under.
 * Thread-safe.
 */
public final class InFlight {

    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> shares = new ConcurrentHashMap<>();

    boolean enter(int limit) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /** To be left again by {@link #leave(RequestHead)}, whatever it says. */
    boolean enter(RequestHead request, int limitOfClient) {
        return shares.merge(request.client(), 1, Integer::sum) <= limitOfClient;
    }

    void leave() {
        count.decrementAndGet();
    }

    void leave(RequestHead request) {
        shares.computeIfPresent(request.client(), (same, now) -> now == 1 ? null : now - 1);
    }

    /** Exchanges now in flight. */
    public int count() {
        return count.get();
    }
}
