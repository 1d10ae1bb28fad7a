package org.spean.crypto.signing;

import java.time.Duration;

/**
 * How the batch signer works.
 *
 * @param places reservations at a time, at least 1: the bound on messages waiting
 * @param crew threads that sign with keys on this CPU, at least 1
 * @param waitingShare sign as soon as this share of the exchanges in flight is waiting; 0 signs whenever a thread is free, 1 waits
 *     for all
 * @param maxWait sign as soon as the oldest message has waited for this many times the duration of a signature, at least 0
 * @param keyTimeout how long a key that is not on this CPU may take for a signature; then the batch fails
 */
public record SignerSettings(int places, int crew, double waitingShare, int maxWait, Duration keyTimeout) {
    /**
     * Checks ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public SignerSettings {
        check("places", places, places >= 1, "at least 1");
        check("crew", crew, crew >= 1, "at least 1");
        check("waitingShare", waitingShare, waitingShare >= 0 && waitingShare <= 1, "0 to 1");
        check("maxWait", maxWait, maxWait >= 0, "at least 0");
        check("keyTimeout", keyTimeout, keyTimeout.isPositive(), "more than 0");
    }

    /** 8192 places, half the cores, and the pace that measured best: a share of 0.4, a wait of 8 signatures. */
    public static SignerSettings defaults() {
        return new SignerSettings(
                8192, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 0.4, 8, Duration.ofSeconds(10));
    }

    /** The same with another number of places. */
    public SignerSettings withPlaces(int other) {
        return new SignerSettings(other, crew, waitingShare, maxWait, keyTimeout);
    }

    private static void check(String name, Object value, boolean inRange, String expected) {
        if (!inRange) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
