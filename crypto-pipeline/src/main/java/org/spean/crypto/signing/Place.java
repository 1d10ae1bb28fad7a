package org.spean.crypto.signing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A reservation: the right to have one message signed. Ends with that message's signature, its failure or by cancelling. */
public final class Place {
    private static final Object ENDED = new Object();

    private final AtomicInteger taken;
    /** Null until used, then the ticket, then {@link #ENDED}. */
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    private Place(AtomicInteger taken) {
        this.taken = taken;
    }

    static @Nullable Place reserve(AtomicInteger taken, int places) {
        if (taken.incrementAndGet() > places) {
            taken.decrementAndGet();
            return null;
        }
        return new Place(taken);
    }

    /** Binds the ticket to this place; false if it was used or ended before. */
    boolean use(Ticket ticket) {
        return state.compareAndSet(null, ticket);
    }

    /** Cancels what it was used for, if that is still possible; ends it if it was not used. */
    void cancel() {
        if (state.compareAndSet(null, ENDED)) {
            taken.decrementAndGet();
        } else if (state.get() instanceof Ticket ticket) {
            ticket.cancel(false);
        }
    }

    /** Called when its ticket ends; more than once does no harm. */
    void end() {
        if (state.getAndSet(ENDED) != ENDED) {
            taken.decrementAndGet();
        }
    }
}
