package org.spean.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.ocsp.OcspVerdict.Bad;
import org.spean.crypto.ocsp.OcspVerdict.Reason;
import org.spean.crypto.ocsp.SingleStatus;
import org.spean.crypto.trust.TrustAnchors;

/**
 * Which certificates were seen to be revoked, and when: a response from before that does not make one good again, however
 * fresh it is. Safe for use by many threads.
 */
final class Revocations {
    private static final int MOST = 10_000;

    private final Cache<X509Certificate, Instant> revoked =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final AtomicLong count = new AtomicLong();

    /** Grows with each revocation; what was judged under another count is to be judged again. */
    long count() {
        return count.get();
    }

    OcspVerdict judge(
            OcspResponse response, X509Certificate subject, X509Certificate issuer, TrustAnchors anchors, Instant now) {
        OcspVerdict verdict = anchors.judge(response, subject, issuer, now);
        SingleStatus status = response.statusOf(subject, issuer);
        if (status == null) {
            return verdict;
        }
        Instant at = status.thisUpdate();
        if (verdict instanceof Bad bad) {
            if (bad.reason() == Reason.REVOKED) {
                revokedAt(subject, at);
            }
            return verdict;
        }
        Instant known = revoked.getIfPresent(subject);
        return known != null && at.isBefore(known) ? older(subject, at, known) : verdict;
    }

    private void revokedAt(X509Certificate subject, Instant at) {
        Instant before = revoked.asMap().get(subject);
        Instant now = revoked.asMap().merge(subject, at, (one, other) -> one.isBefore(other) ? other : one);
        if (!now.equals(before)) {
            count.incrementAndGet();
        }
    }

    /** The refusal of a response that would replace a newer one. */
    static Bad older(X509Certificate subject, Instant at, Instant known) {
        return new Bad(
                Reason.REPLAYED,
                "OCSP response of " + at + " for " + subject.getSubjectX500Principal()
                        + " is older than the one known, of " + known);
    }
}
