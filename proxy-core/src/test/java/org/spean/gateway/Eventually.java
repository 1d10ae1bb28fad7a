package org.spean.gateway;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Asks again until the answer is right. */
final class Eventually {

    private Eventually() {}

    static <T> T value(Callable<T> question, Predicate<T> right) {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Pair.PATIENCE)
                .until(question, right);
    }
}
