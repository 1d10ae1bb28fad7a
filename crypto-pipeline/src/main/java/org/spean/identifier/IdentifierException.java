package org.spean.identifier;

/** A text is no identifier: the message names the value and the rule it breaks. */
public final class IdentifierException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Without cause.
     *
     * @param message names value and rule; control characters in the value already escaped
     */
    public IdentifierException(String message) {
        super(message);
    }
}
