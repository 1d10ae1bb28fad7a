package org.spean.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of bodies that exchanges hold until they are logged, of all exchanges of this gateway together. Thread-safe. */
public final class KeptBodies {

    private final AtomicLong inUse = new AtomicLong();

    /** Bytes held now. */
    public long inUse() {
        return inUse.get();
    }

    /** Whether there is room for one more body of the greatest size. */
    boolean hasRoom(long largest, long limit) {
        return inUse.get() <= limit - largest;
    }

    /** Takes bytes unless all would then be more than the limit. */
    boolean take(long bytes, long limit) {
        if (inUse.addAndGet(bytes) > limit) {
            inUse.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        inUse.addAndGet(-bytes);
    }
}
