package org.spean.testbed.central;

/** A request is not as the protocol has it. */
final class RefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusalException(String message) {
        super(message);
    }

    RefusalException(String message, Throwable cause) {
        super(message, cause);
    }
}
