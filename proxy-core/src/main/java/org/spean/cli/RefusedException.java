package org.spean.cli;

/** What a command was asked to do is refused, and nothing was changed. The message is one line for the operator. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
