package org.spean.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.audit.Audit;
import org.spean.messagelog.EvidenceAccess;

/** What downloads from the client port are made of, and the threads that write them, as reading blocks. Thread-safe. */
public final class Downloads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Downloads.class);
    private static final int AT_A_TIME = 16;
    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 2;

    private final EvidenceAccess evidence;
    private final StampOnDemand stamps;
    private final Audit audit;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean ending;

    /** Makes the time-stamp of a record. */
    @FunctionalInterface
    public interface StampOnDemand {
        /**
         * Returns when the record's signature has a time-stamp, at once if it has one already. Blocks.
         *
         * @throws Exception when there is none to be had; its text is for the operator
         */
        void stamp(long recordId) throws Exception;
    }

    /** @param audit hears who asks for what */
    public Downloads(EvidenceAccess evidence, StampOnDemand stamps, Audit audit) {
        this.audit = audit;
        this.evidence = evidence;
        this.stamps = stamps;
        threads = new ThreadPoolExecutor(
                0,
                AT_A_TIME,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("spean-download-", 0).factory());
    }

    EvidenceAccess evidence() {
        return evidence;
    }

    Audit audit() {
        return audit;
    }

    StampOnDemand stamps() {
        return stamps;
    }

    /**
     * Begins a download on a thread that may block; {@link #ended} is to be called when all of it has been sent, or none of
     * it will be.
     *
     * @return why not; {@code null} if it has begun
     */
    @Nullable
    String begin(Runnable task) {
        underWay.incrementAndGet();
        String refusal = "The gateway is about to stop";
        if (!ending) {
            try {
                threads.execute(task);
                return null;
            } catch (RejectedExecutionException e) {
                log.debug("{} downloads are under way", underWay, e);
                refusal = "Too many downloads at a time";
            }
        }
        underWay.decrementAndGet();
        return refusal;
    }

    void ended() {
        underWay.decrementAndGet();
    }

    /** Begins none any more. */
    public void refuseMore() {
        ending = true;
    }

    /** How many have begun and not ended. */
    public int underWay() {
        return underWay.get();
    }

    /** Lets those under way end for a moment: their connections are closed by now. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                log.warn("a download has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
