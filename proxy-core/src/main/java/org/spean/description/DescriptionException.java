package org.spean.description;

/** A description that cannot be fetched or used; the message is one line for the operator and names what is wrong. */
public final class DescriptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DescriptionException(String message) {
        super(message);
    }

    DescriptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
