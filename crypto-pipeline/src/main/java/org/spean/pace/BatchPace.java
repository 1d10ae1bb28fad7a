package org.spean.pace;

/**
 * When a batch begins: a signature for many messages, a durable write for many records. Beginning whenever there is a thread for it
 * keeps a core busy with tiny batches; waiting a fixed time delays the message that is alone. So it depends on how many exchanges
 * there are: a batch is due when a share of them waits (for one exchange that is at once), and in any case when its oldest member
 * has waited for a few times what a batch takes.
 *
 * <p>Exchanges may be in flight that will not come: those that a service lets wait. So patience is lost where waiting brought
 * next to nobody, and given back as soon as enough are there again; now and then it is tried anew.
 *
 * <p>One thread at a time calls {@link #began} and {@link #took}; any thread may ask.
 */
public final class BatchPace {
    private static final int SMOOTHING = 8;

    /** A batch that is spared is worth so many durations of waiting. */
    private static final int WAITED_FOR_ONE = 4;

    /** After so many batches in vain nothing is waited for. */
    private static final int PATIENT = 4;

    /** After so many batches in vain the full wait is tried once more. */
    private static final int TRIED_AGAIN = 256;

    private final double waitingShare;
    private final int maxWait;
    /** Smoothed, in nanoseconds; 0 until the first batch. */
    private volatile long duration;
    /** Batches since the last that was worth waiting for. */
    private volatile int inVain;

    /**
     * A pace that knows no duration yet: until the first batch has ended, nothing waits.
     *
     * @param waitingShare a batch is due as soon as this share of the exchanges in flight is waiting; 0: at once
     * @param maxWait a batch is due as soon as its oldest member has waited for this many durations of a batch
     */
    public BatchPace(double waitingShare, int maxWait) {
        this.waitingShare = waitingShare;
        this.maxWait = maxWait;
    }

    /**
     * A batch has begun.
     *
     * @param waiting what waited by then, whether it is in the batch or not
     * @param inFlight exchanges in progress
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    public void began(int waiting, int inFlight) {
        int before = inVain;
        if (waiting >= waitingShare * inFlight) {
            if (before != 0) {
                inVain = 0;
            }
        } else if ((waiting - 1L) * WAITED_FOR_ONE >= patience() && waiting > 1) {
            if (before != 0) {
                inVain = before < TRIED_AGAIN ? Math.min(before, PATIENT) - 1 : 0;
            }
        } else {
            inVain = before < TRIED_AGAIN ? before + 1 : PATIENT;
        }
    }

    /** A batch took this many nanoseconds. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    public void took(long nanos) {
        long before = duration;
        duration = before == 0 ? nanos : before + (nanos - before) / SMOOTHING;
    }

    /**
     * Nanoseconds until the next batch is due; 0 or less: now.
     *
     * @param waiting what could be in it now, at least 1
     * @param inFlight exchanges in progress
     * @param oldest when the oldest of the waiting came
     */
    public long delay(int waiting, int inFlight, long oldest, long now) {
        if (waiting >= waitingShare * inFlight) {
            return 0;
        }
        return oldest + patience() * duration - now;
    }

    private long patience() {
        int vain = inVain;
        if (vain < PATIENT) {
            return maxWait >> vain;
        }
        return vain < TRIED_AGAIN ? 0 : maxWait;
    }
}
