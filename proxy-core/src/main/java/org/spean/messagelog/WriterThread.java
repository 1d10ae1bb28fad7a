package org.spean.messagelog;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The thread on which a home of the message log writes: one thing after another, in the order they were asked for. */
public final class WriterThread {

    private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);
    private static final int END_SECONDS = 10;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("message-log").factory());
    private final Scheduler scheduler = Schedulers.fromExecutor(thread);
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Something written. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Does something on the thread when it is subscribed to; fails as that does. */
    public Mono<Void> run(Work work) {
        return Mono.<Void>fromCallable(() -> {
                    work.run();
                    return null;
                })
                .subscribeOn(scheduler);
    }

    /** Does something when the thread is next free, unless it ends before. */
    public void whenFree(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The message log is closed; nothing is made ready any more", e);
        }
    }

    /**
     * Ends the thread when what was asked for is done, with a last thing to do. Blocks for some seconds at most; to be called
     * once.
     *
     * @return whether it has ended
     */
    public boolean end(Runnable last) {
        if (ended.compareAndSet(false, true)) {
            thread.execute(last);
            thread.shutdown();
        }
        try {
            return thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
