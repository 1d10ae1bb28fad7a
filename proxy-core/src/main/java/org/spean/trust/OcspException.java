package org.spean.trust;

/** There is no OCSP response that shows a certificate to be good; the message names the certificate and the reason. */
public final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean revoked;

    OcspException(String message) {
        this(message, false);
    }

    OcspException(String message, boolean revoked) {
        super(message);
        this.revoked = revoked;
    }

    OcspException(String message, Throwable cause) {
        super(message, cause);
        this.revoked = cause instanceof OcspException inner && inner.revoked;
    }

    /** Whether a responder that may say so says that the certificate is revoked; then asking again is no use. */
    public boolean revoked() {
        return revoked;
    }
}
