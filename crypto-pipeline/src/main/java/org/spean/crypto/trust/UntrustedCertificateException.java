package org.spean.crypto.trust;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A certificate does not chain to an approved authority, or is not for the use it was put to. */
public final class UntrustedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /** No path leads to an approved authority. */
        UNKNOWN_ISSUER,
        /** A certificate of the path is not valid yet. */
        NOT_YET_VALID,
        /** A certificate of the path is not valid any more. */
        EXPIRED,
        /** A signature of the path is wrong. */
        INVALID_SIGNATURE,
        /** An issuer of the path is no authority, or not allowed one of this length. */
        NOT_AN_AUTHORITY,
        /** A digest or signature algorithm, or a key, that is not good enough. */
        WEAK_ALGORITHM,
        /** The key may not be used for what it was used for. */
        WRONG_USE,
        /** Anything else of RFC 5280, as an unknown critical extension. */
        INVALID
    }

    private final Kind kind;

    UntrustedCertificateException(Kind kind, String message) {
        this(kind, message, null);
    }

    UntrustedCertificateException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
