package org.spean.testbed.authority;

import java.time.Duration;

/**
 * How an OCSP responder behaves towards everybody.
 *
 * @param up whether it answers at all; if not, connections are closed without a byte
 * @param delay waited before each answer
 * @param age how far in the past {@code thisUpdate} lies
 * @param validity from {@code thisUpdate} to {@code nextUpdate}; zero leaves {@code nextUpdate} out
 */
public record OcspBehaviour(boolean up, Duration delay, Duration age, Duration validity) {
    /** Answers at once, with values fresh for an hour. */
    public static final OcspBehaviour NORMAL =
            new OcspBehaviour(true, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));

    /** Closes every connection without an answer. */
    public OcspBehaviour down() {
        return new OcspBehaviour(false, delay, age, validity);
    }

    /** Answers late. */
    public OcspBehaviour slow(Duration newDelay) {
        return new OcspBehaviour(up, newDelay, age, validity);
    }

    /** Answers with values made that long ago. */
    public OcspBehaviour stale(Duration newAge) {
        return new OcspBehaviour(up, delay, newAge, validity);
    }

    /** Answers with values that say they are good for that long. */
    public OcspBehaviour valid(Duration newValidity) {
        return new OcspBehaviour(up, delay, age, newValidity);
    }
}
