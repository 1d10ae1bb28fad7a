package org.spean.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.ocsp.OcspVerdict.Reason;
import org.spean.crypto.ocsp.SingleStatus;
import org.spean.crypto.trust.TrustAnchors;

/**
 * An OCSP response with what it is worth by one state of the trust anchors.
 *
 * @param response {@code null}: none yet
 * @param by who judged
 * @param from good from this instant on
 * @param until good to this instant, or {@link Instant#MIN}
 * @param denied whether it says that the certificate is revoked, or not known
 */
record Judged(@Nullable OcspResponse response, @Nullable TrustAnchors by, Instant from, Instant until, boolean denied) {
    static final Judged NONE = new Judged(null, null, Instant.MIN, Instant.MIN, false);

    static Judged of(OcspResponse response, TrustAnchors by, OcspVerdict verdict) {
        return switch (verdict) {
            case OcspVerdict.Good good -> new Judged(response, by, good.from(), good.until(), false);
            case OcspVerdict.Bad bad ->
                bad.reason() == Reason.REVOKED || bad.reason() == Reason.UNKNOWN_STATUS
                        ? denied(response, by)
                        : new Judged(response, by, Instant.MIN, Instant.MIN, false);
        };
    }

    /** One that says that the certificate is not good. */
    static Judged denied(@Nullable OcspResponse response, TrustAnchors by) {
        return new Judged(response, by, Instant.MIN, Instant.MIN, true);
    }

    boolean goodAt(Instant now) {
        return !now.isBefore(from) && !now.isAfter(until);
    }

    /** The same response under other anchors. */
    Judged again(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors, Instant now) {
        OcspResponse held = response;
        return held == null ? NONE : of(held, anchors, anchors.judge(held, subject, issuer, now));
    }

    /** When the responder knew what it says; {@link Instant#MIN} without a response. */
    Instant since(X509Certificate subject, X509Certificate issuer) {
        SingleStatus status = response == null ? null : response.statusOf(subject, issuer);
        return status == null ? Instant.MIN : status.thisUpdate();
    }
}
