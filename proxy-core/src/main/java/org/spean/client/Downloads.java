package org.spean.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.EvidenceAccess;

/** What downloads from the client port are made of, and the threads that write them, as reading blocks. Thread-safe. */
public final class Downloads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Downloads.class);
    private static final int AT_A_TIME = 16;
    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 2;

    private final EvidenceAccess evidence;
    private final StampOnDemand stamps;
    private final ThreadPoolExecutor threads;

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

    public Downloads(EvidenceAccess evidence, StampOnDemand stamps) {
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

    StampOnDemand stamps() {
        return stamps;
    }

    /**
     * Runs a task on a thread that may block.
     *
     * @throws RejectedExecutionException when too many are under way
     */
    void run(Runnable task) {
        threads.execute(task);
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
