package org.spean.peer;

/** A part in compact form is not what it should be, and what is remembered of the connection is lost. Without stack trace. */
final class MalformedCompactException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message follows the name of the part */
    MalformedCompactException(String message) {
        super(message, null, false, false);
    }
}
