package org.spean.testbed.compare;

import java.time.Duration;
import java.util.List;

/**
 * How long and how often.
 *
 * @param warmup the least of each pair and way, over 64 connections; it goes on until what the JVM compiles is settled
 * @param slice of gateways, {@code proxySlice} of nginx, which is as fast at once
 * @param repetitions of each slice; medians count
 */
record Effort(List<Integer> connections, Duration warmup, Duration slice, Duration proxySlice, int repetitions) {
    static Effort quick() {
        return new Effort(
                List.of(1, 64, 256, 1024), Duration.ofSeconds(40), Duration.ofSeconds(5), Duration.ofSeconds(3), 3);
    }

    static Effort thorough() {
        return new Effort(
                List.of(1, 4, 16, 64, 256, 1024),
                Duration.ofSeconds(60),
                Duration.ofSeconds(12),
                Duration.ofSeconds(6),
                5);
    }
}
