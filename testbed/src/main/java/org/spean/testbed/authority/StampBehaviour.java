package org.spean.testbed.authority;

import java.time.Duration;

/**
 * How a time-stamping authority behaves towards everybody.
 *
 * @param up whether it answers at all; if not, connections are closed without a byte
 * @param delay waited before each answer
 * @param age how far in the past the time lies that it states
 * @param lie what is wrong with its answers
 */
public record StampBehaviour(boolean up, Duration delay, Duration age, Lie lie) {

    /** What can be wrong with an answer. */
    public enum Lie {
        NONE,
        /** The token is over another digest than asked for. */
        WRONG_IMPRINT,
        /** Each answer is that to the request before; the first request gets its own. */
        OTHER_REQUEST,
        /** The token carries a nonce that nobody has asked for. */
        WRONG_NONCE,
        /** The request is rejected. */
        NOT_GRANTED,
        /** The token is signed with a key whose certificate nobody has approved. */
        WRONG_CERTIFICATE,
        /** The signature of the token does not fit. */
        BROKEN_SIGNATURE,
        /** The answer is not in DER. */
        GARBAGE,
        /** The answer has more bytes than any token. */
        HUGE,
        /** The answer is an HTTP error. */
        HTTP_ERROR
    }

    /** Answers at once with what was asked for. */
    public static final StampBehaviour NORMAL = new StampBehaviour(true, Duration.ZERO, Duration.ZERO, Lie.NONE);

    /** Closes every connection without an answer. */
    public StampBehaviour down() {
        return new StampBehaviour(false, delay, age, lie);
    }

    /** Answers late. */
    public StampBehaviour slow(Duration newDelay) {
        return new StampBehaviour(up, newDelay, age, lie);
    }

    /** States times that lie that far in the past. */
    public StampBehaviour past(Duration newAge) {
        return new StampBehaviour(up, delay, newAge, lie);
    }

    /** Answers wrongly. */
    public StampBehaviour lying(Lie newLie) {
        return new StampBehaviour(up, delay, age, newLie);
    }
}
