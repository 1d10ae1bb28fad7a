package org.spean.crypto.signing;

/**
 * When to sign. Signing whatever waits as soon as a thread is free keeps a core busy with tiny batches; waiting a fixed time delays
 * the message that is alone. So it depends on how many exchanges there are: a batch is due when a share of them is waiting (for one
 * exchange that is at once), and in any case when its oldest message has waited for a few times what a signature takes.
 *
 * <p>Guarded by the queue.
 */
final class SigningPace {
    private static final int SMOOTHING = 8;

    private final double waitingShare;
    private final int maxWait;
    /** Smoothed, in nanoseconds; 0 until the first signature. */
    private long duration;

    SigningPace(double waitingShare, int maxWait) {
        this.waitingShare = waitingShare;
        this.maxWait = maxWait;
    }

    /** A signature took this many nanoseconds. */
    void signed(long nanos) {
        duration = duration == 0 ? nanos : duration + (nanos - duration) / SMOOTHING;
    }

    /**
     * Nanoseconds until the next batch is due; 0 or less: now.
     *
     * @param waiting messages that could be signed now, at least 1
     * @param inFlight exchanges in progress
     * @param oldest when the oldest of the waiting came
     */
    long delay(int waiting, int inFlight, long oldest, long now) {
        if (waiting >= waitingShare * inFlight) {
            return 0;
        }
        return oldest + maxWait * duration - now;
    }
}
