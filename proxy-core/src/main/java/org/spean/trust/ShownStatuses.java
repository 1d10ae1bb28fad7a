package org.spean.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;

/**
 * Judges the OCSP responses that a peer sends with its request. They are the same for an hour and thousands of requests,
 * so those last found good are remembered by the bytes and only compared.
 */
final class ShownStatuses {
    private static final int MOST = 10_000;

    private final Cache<X509Certificate, Shown> good =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private record Shown(TrustAnchors anchors, List<byte[]> responses, Instant until) {
        boolean answers(List<byte[]> others) {
            if (responses.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (!Arrays.equals(responses.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    OcspVerdict judge(List<X509Certificate> sent, List<byte[]> responses, TrustAnchors anchors, Instant now) {
        X509Certificate leaf = sent.getFirst();
        Shown known = good.getIfPresent(leaf);
        if (known != null && known.anchors == anchors && !now.isAfter(known.until) && known.answers(responses)) {
            return new OcspVerdict.Good(known.until);
        }
        OcspVerdict verdict = judgeAnew(sent, responses, anchors, now);
        if (verdict instanceof OcspVerdict.Good found) {
            good.put(leaf, new Shown(anchors, List.copyOf(responses), found.until()));
        }
        return verdict;
    }

    private static OcspVerdict judgeAnew(
            List<X509Certificate> sent, List<byte[]> responses, TrustAnchors anchors, Instant now) {
        CertificateChain chain;
        try {
            chain = anchors.chain(sent.getFirst(), sent, now);
        } catch (UntrustedCertificateException e) {
            return new OcspVerdict.Bad(OcspVerdict.Reason.UNKNOWN_ISSUER, String.valueOf(e.getMessage()));
        }
        List<OcspResponse> parsed = new ArrayList<>(responses.size());
        for (byte[] response : responses) {
            try {
                parsed.add(OcspResponse.parse(response));
            } catch (OcspResponseException e) {
                return new OcspVerdict.Bad(
                        OcspVerdict.Reason.UNKNOWN_STATUS, "An OCSP response cannot be read: " + e.getMessage());
            }
        }
        Instant until = chain.validUntil();
        List<X509Certificate> certificates = chain.withoutTop();
        for (int i = 0; i < certificates.size(); i++) {
            OcspVerdict verdict = best(parsed, certificates.get(i), chain.issuerOf(i), anchors, now);
            if (!(verdict instanceof OcspVerdict.Good found)) {
                return verdict;
            }
            until = found.until().isBefore(until) ? found.until() : until;
        }
        return new OcspVerdict.Good(until);
    }

    /** The verdict of the first response that is about the certificate and good; else of the last that is about it. */
    private static OcspVerdict best(
            List<OcspResponse> responses,
            X509Certificate subject,
            X509Certificate issuer,
            TrustAnchors anchors,
            Instant now) {
        @Nullable OcspVerdict refused = null;
        for (OcspResponse response : responses) {
            if (response.statusOf(subject, issuer) != null) {
                OcspVerdict verdict = anchors.judge(response, subject, issuer, now);
                if (verdict.good()) {
                    return verdict;
                }
                refused = verdict;
            }
        }
        return refused != null
                ? refused
                : new OcspVerdict.Bad(
                        OcspVerdict.Reason.OTHER_CERTIFICATE,
                        "There is no OCSP response for " + subject.getSubjectX500Principal());
    }
}
