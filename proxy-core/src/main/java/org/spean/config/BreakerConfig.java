package org.spean.config;

import java.time.Duration;

/**
 * When what cannot be reached is not tried for a while.
 *
 * @param failures in a row that it takes, 0: never
 * @param lasting how long they must have gone on
 * @param window a failure so long after the one before begins the row anew
 * @param pause how long nothing is sent there
 */
public record BreakerConfig(int failures, Duration lasting, Duration window, Duration pause) {

    /** The defaults. */
    public static final BreakerConfig DEFAULTS = new BreakerConfig(
            (int) Settings.BREAKER_FAILURES.number(),
            Settings.BREAKER_LASTING.duration(),
            Settings.BREAKER_WINDOW.duration(),
            Settings.BREAKER_PAUSE.duration());

    static BreakerConfig read(Section s) {
        return new BreakerConfig(
                s.count(Settings.BREAKER_FAILURES),
                s.duration(Settings.BREAKER_LASTING),
                s.duration(Settings.BREAKER_WINDOW),
                s.duration(Settings.BREAKER_PAUSE));
    }
}
