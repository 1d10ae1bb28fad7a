package org.spean.pace;

/**
 * When a batch begins: a signature for many messages, a durable write for many records. Beginning whenever there is a thread for it
 * keeps a core busy with tiny batches; waiting a fixed time delays the message that is alone. So it depends on how many exchanges
 * there are: a batch is due when a share of them waits (for one exchange that is at once), and in any case when its oldest member
 * has waited for a few times what a batch takes.
 *
 * <p>One thread at a time calls {@link #took}; any thread may ask.
 */
public final class BatchPace {
    private static final int SMOOTHING = 8;

    private final double waitingShare;
    private final int maxWait;
    /** Smoothed, in nanoseconds; 0 until the first batch. */
    private volatile long duration;

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
        return oldest + maxWait * duration - now;
    }
}
