package org.spean.management;

/** A request was not accepted, or not answered. The message is one line for the operator. */
public final class ManagementException extends Exception {
    private static final long serialVersionUID = 1L;

    ManagementException(String message) {
        super(message);
    }

    ManagementException(String message, Throwable cause) {
        super(message, cause);
    }
}
