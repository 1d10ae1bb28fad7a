package org.spean.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.TrustAnchors;

/**
 * An OCSP response with how long it shows its certificate to be good, by one state of the trust anchors.
 *
 * @param response {@code null}: none yet
 * @param by who judged
 * @param until good to this instant, or {@link Instant#MIN}
 */
record Judged(@Nullable OcspResponse response, @Nullable TrustAnchors by, Instant until) {
    static final Judged NONE = new Judged(null, null, Instant.MIN);

    boolean goodAt(Instant now) {
        return !now.isAfter(until);
    }

    /** The same response under other anchors. */
    Judged again(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors, Instant now) {
        OcspResponse held = response;
        if (held == null) {
            return NONE;
        }
        return anchors.judge(held, subject, issuer, now) instanceof OcspVerdict.Good good
                ? new Judged(held, anchors, good.until())
                : new Judged(held, anchors, Instant.MIN);
    }
}
