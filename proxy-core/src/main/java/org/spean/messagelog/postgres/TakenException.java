package org.spean.messagelog.postgres;

/** A number that is another record's already: two gateways give the same numbers. Trying again does not help. */
public final class TakenException extends RuntimeException {

    TakenException(String message) {
        super(message);
    }
}
