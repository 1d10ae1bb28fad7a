package org.spean.net;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where handshakes sign and verify: half the processors, so that established connections win. Those that others begin are
 * refused when too many wait; how many we begin ourselves is bounded where connections are made, and they always get
 * their turn.
 */
final class HandshakeThreads {
    private final ThreadPoolExecutor executor;
    private final int waiting;

    private HandshakeThreads(ThreadPoolExecutor executor, int waiting) {
        this.executor = executor;
        this.waiting = waiting;
    }

    /** @param waiting handshakes that may wait here before one more from outside is refused */
    static HandshakeThreads start(int waiting) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                Duration.ofMinutes(1).toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("spean-handshake", true));
        executor.allowCoreThreadTimeOut(true);
        return new HandshakeThreads(executor, waiting);
    }

    /** For handshakes that we begin, and no others. */
    static HandshakeThreads forOutgoing() {
        return start(0);
    }

    /** For handshakes that others begin; throws {@link RejectedExecutionException} beyond the bound. */
    Executor incoming() {
        return this::executeIncoming;
    }

    /** For handshakes that we begin. */
    Executor outgoing() {
        return executor;
    }

    private void executeIncoming(Runnable task) {
        // Not exact among several threads: one more or less than the bound makes no difference.
        if (executor.getQueue().size() >= waiting) {
            throw new RejectedExecutionException(waiting + " handshakes wait already");
        }
        executor.execute(task);
    }

    /** Ends the threads; handshakes under way fail, and so do new ones. */
    void close() {
        executor.shutdownNow();
    }
}
