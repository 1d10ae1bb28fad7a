package org.spean.testbed.compare;

import java.time.Duration;
import java.util.List;

/**
 * How long and how often.
 *
 * @param warmup of the pair that most is measured with, over 64 connections; others get a third, but stock peers twice as much
 * @param slice of gateways, {@code proxySlice} of nginx, which is as fast at once
 * @param repetitions of each slice; medians count
 */
record Effort(List<Integer> connections, Duration warmup, Duration slice, Duration proxySlice, int repetitions) {
    static Effort quick() {
        return new Effort(
                List.of(1, 64, 256, 1024), Duration.ofSeconds(45), Duration.ofSeconds(5), Duration.ofSeconds(3), 3);
    }

    static Effort thorough() {
        return new Effort(
                List.of(1, 4, 16, 64, 256, 1024),
                Duration.ofSeconds(120),
                Duration.ofSeconds(12),
                Duration.ofSeconds(6),
                5);
    }

    Duration shortWarmup() {
        return warmup.dividedBy(3);
    }
}
