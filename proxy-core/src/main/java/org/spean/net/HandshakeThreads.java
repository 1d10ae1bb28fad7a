package org.spean.net;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where handshakes sign and verify: half the processors, so that established connections win. Beyond a bounded queue
 * handshakes are refused.
 */
final class HandshakeThreads {
    private HandshakeThreads() {}

    static ThreadPoolExecutor start(int waiting) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                Duration.ofMinutes(1).toMillis(),
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(waiting),
                new DefaultThreadFactory("spean-handshake", true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
