package org.spean.exchange;

import java.util.concurrent.atomic.AtomicInteger;
import org.spean.message.RequestHead;
import org.spean.net.Shares;

/**
 * Counts exchanges in flight, all together and those of each client, against the bounds of the configuration each began under.
 * Thread-safe.
 */
public final class InFlight {

    private final AtomicInteger count = new AtomicInteger();
    private final Shares clients = new Shares();

    boolean enter(int limit) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    /** To be left again by {@link #leave(RequestHead)}, whatever it says. */
    boolean enter(RequestHead request, int limitOfClient) {
        return clients.enter(request.client()) <= limitOfClient;
    }

    void leave() {
        count.decrementAndGet();
    }

    void leave(RequestHead request) {
        clients.leave(request.client());
    }

    /** Exchanges now in flight. */
    public int count() {
        return count.get();
    }
}
