package org.spean.exchange;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.message.RequestHead;
import org.spean.net.Shares;

/**
 * Counts exchanges in flight, all together and those of each client, against the bounds of the configuration each began under.
 * Under overload most requests are refused, and must cost next to nothing: so they are turned away from their heads, before an
 * exchange begins. Thread-safe.
 */
public final class InFlight {

    /** Of so many requests one is let on although there is no room, to be refused with all that is noted of an exchange. */
    private static final int NOTED = 64;

    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder turnedAway = new LongAdder();
    private final AtomicInteger noted = new AtomicInteger();
    private final Shares clients = new Shares();

    /**
     * Turns a request away, by a fault that it throws, if there is no room for one more exchange. The first and then each {@value #NOTED}th
     * is let on: {@link Reserve} refuses it, so that figures, faults and operational data tell of what goes on.
     *
     * @param limit {@code limits.exchanges}
     */
    public void turnAwayBeyond(int limit) {
        if (count.get() >= limit && noted.getAndIncrement() % NOTED != 0) {
            turnedAway.increment();
            throw FaultException.of(FaultCode.INTERNAL_ERROR, Origin.CLIENT_PROXY, full(limit));
        }
    }

    /** What is said where there is no room. */
    static String full(int limit) {
        return "The gateway is at its limit of " + limit + " exchanges: try again later";
    }

    /** Requests turned away from their heads. */
    public long turnedAway() {
        return turnedAway.sum();
    }

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
