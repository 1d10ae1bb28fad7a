package org.spean.crypto.timestamp;

import org.jspecify.annotations.Nullable;

/** A time-stamp, or the answer it should be in, proves nothing. */
public final class TimeStampException extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /** Not one token, or not one answer, of RFC 3161. */
        MALFORMED,
        /** The authority declined to stamp. */
        DECLINED,
        /** It is over something else, or answers another request. */
        OTHER_REQUEST,
        /** It is by nobody who is approved, or by a certificate that is not for time-stamping at that time. */
        UNAPPROVED,
        /** The signature is wrong, or made with an algorithm that is not good enough. */
        INVALID_SIGNATURE
    }

    private final Kind kind;

    TimeStampException(Kind kind, String message) {
        this(kind, message, null);
    }

    TimeStampException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
