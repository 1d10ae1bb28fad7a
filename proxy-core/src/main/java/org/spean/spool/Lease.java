package org.spean.spool;

/**
 * The right of one message to be spooled. Belongs to whoever took it until a {@link Spool} is made with it, which then
 * returns it. Used by one thread at a time.
 */
public final class Lease implements AutoCloseable {

    private final SpoolBudget budget;
    private final Object party;
    private long taken;
    private boolean closed;

    Lease(SpoolBudget budget, Object party) {
        this.budget = budget;
        this.party = party;
    }

    SpoolBudget budget() {
        return budget;
    }

    /** Takes room for more bytes of this message. */
    void take(int bytes) {
        long max = budget.settings().maxMessage();
        if (taken + bytes > max) {
            throw new SpoolFullException("The message is larger than " + max + " bytes");
        }
        if (!budget.tryTotal(party, bytes)) {
            throw new SpoolFullException("No room to spool the message at present");
        }
        taken += bytes;
    }

    /** Returns all that was taken. Doing so again has no effect. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            budget.returned(party, taken);
        }
    }
}
