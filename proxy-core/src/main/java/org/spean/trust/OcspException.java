package org.spean.trust;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict.Bad;
import org.spean.crypto.ocsp.OcspVerdict.Reason;

/** There is no OCSP response that shows a certificate to be good; the message names the certificate and the reason. */
public final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    private final @Nullable Reason reason;
    private final transient @Nullable OcspResponse response;

    /** Nobody answered. */
    OcspException(String message) {
        super(message);
        this.reason = null;
        this.response = null;
    }

    /** The answer is none. */
    static OcspException malformed(String message, @Nullable Throwable cause) {
        return new OcspException(message, Reason.MALFORMED, null, cause);
    }

    /** The answer was refused, or says that the certificate is not good. */
    OcspException(Bad refusal, OcspResponse response) {
        super(refusal.message());
        this.reason = refusal.reason();
        this.response = response;
    }

    private OcspException(
            String message, @Nullable Reason reason, @Nullable OcspResponse response, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.response = response;
    }

    /** The same with another message. */
    static OcspException named(String message, Throwable cause) {
        return cause instanceof OcspException inner
                ? new OcspException(message, inner.reason, inner.response, cause)
                : new OcspException(message, null, null, cause);
    }

    /** Why an answer was refused; {@code null} when there was none. */
    @Nullable
    Reason reason() {
        return reason;
    }

    /** The response that was refused, as far as it could be read. */
    @Nullable
    OcspResponse response() {
        return response;
    }

    /** Whether a responder that may say so says that the certificate is revoked. */
    public boolean revoked() {
        return reason == Reason.REVOKED;
    }

    /** Whether a responder that may say so says that the certificate is revoked, or that it does not know it. */
    boolean denied() {
        return revoked() || reason == Reason.UNKNOWN_STATUS;
    }
}
