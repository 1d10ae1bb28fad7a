package org.spean.crypto.verification;

/** Leaves a check with its refusal. Without a stack trace: it is an answer, not an accident. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial")
    private final Refused refused;

    RefusedException(Reason reason, String message) {
        super(message, null, false, false);
        refused = new Refused(reason, message);
    }

    Refused refused() {
        return refused;
    }
}
