package org.spean.net;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts by key what is open or under way; a key of which nothing is costs nothing. Thread-safe. */
public final class Shares {
    private final ConcurrentMap<Object, Integer> counts = new ConcurrentHashMap<>();

    /** One more of this key; how many there are with it. To be followed by one {@link #leave}. */
    public int enter(Object key) {
        return counts.merge(key, 1, Integer::sum);
    }

    /** One less of this key. */
    public void leave(Object key) {
        counts.computeIfPresent(key, (same, now) -> now == 1 ? null : now - 1);
    }
}
