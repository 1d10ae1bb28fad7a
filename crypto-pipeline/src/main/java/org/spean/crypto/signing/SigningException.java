package org.spean.crypto.signing;

import org.jspecify.annotations.Nullable;

/** A message was not signed. Without stack trace of its own; what the key reported is the cause. */
public final class SigningException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** There is no key for the member, or its certificate's status is not known to be good at the moment. */
        NO_IDENTITY,
        /** The key reported an error, or nothing within the time it has. */
        KEY_FAILED,
        /** The key made a signature that its own certificate does not verify. */
        KEY_FAULTY,
        /** The signer was closed. */
        CLOSED
    }

    private final Reason reason;

    SigningException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
