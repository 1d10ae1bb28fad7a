package org.spean.exchange;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;

/**
 * Where questions to an {@link OwnerService} are answered that block: one thread, which ends when nobody asks, and few places
 * before it. Safe for use by many threads.
 */
public final class OwnerQuestions implements AutoCloseable {
    private static final int PLACES = 4;
    private static final int IDLE_SECONDS = 30;

    private final String about;
    private final ThreadPoolExecutor thread;

    /**
     * A thread that is started by the first question.
     *
     * @param threadName names the thread
     * @param about what is asked for, as in {@code metrics}; told to those for whom there is no place
     */
    public OwnerQuestions(String threadName, String about) {
        this.about = about;
        thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(PLACES),
                Thread.ofPlatform().name(threadName).daemon().factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Has a question answered soon. Does not block.
     *
     * @throws FaultException if all places are taken
     */
    public void answer(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            throw FaultException.of(
                    FaultCode.INTERNAL_ERROR,
                    Origin.SERVER_PROXY,
                    "Too many questions for " + about + " at a time (at most " + PLACES + " wait)");
        }
    }

    /** Takes no more questions; those taken are answered. */
    @Override
    public void close() {
        thread.shutdown();
    }

    /** After {@link #close}, waits for the answers, and gives up those that take longer. Blocks. */
    public void awaitEnd(long millis) throws InterruptedException {
        if (!thread.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
