package org.spean.cli;

import java.time.Duration;
import java.time.Instant;

/** How long things still last, for people. */
final class Lifetimes {
    /** Before an end, when it is time to do something about it. */
    static final Duration SOON = Duration.ofDays(30);

    private Lifetimes() {}

    /** As in {@code 2045-01-01T00:00:00Z (6613 days)}. */
    static String until(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        return end + " ("
                + (left.isNegative()
                        ? "expired"
                        : left.toDays() > 1 ? left.toDays() + " days" : left.toMinutes() + " minutes")
                + ")";
    }
}
