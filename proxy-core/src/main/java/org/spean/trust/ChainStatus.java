package org.spean.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;

/** Judges a chain and the OCSP responses for it: each certificate but the top needs one that shows it to be good. */
final class ChainStatus {
    private ChainStatus() {}

    static OcspVerdict judge(
            List<X509Certificate> sent,
            List<OcspResponse> responses,
            TrustAnchors anchors,
            Revocations revocations,
            Instant now) {
        CertificateChain chain;
        try {
            chain = anchors.chain(sent.getFirst(), sent, now);
        } catch (UntrustedCertificateException e) {
            return new OcspVerdict.Bad(OcspVerdict.Reason.UNKNOWN_ISSUER, String.valueOf(e.getMessage()));
        }
        OcspVerdict.Good good = new OcspVerdict.Good(chain.validFrom(), chain.validUntil());
        List<X509Certificate> certificates = chain.withoutTop();
        for (int i = 0; i < certificates.size(); i++) {
            OcspVerdict verdict = best(responses, certificates.get(i), chain.issuerOf(i), anchors, revocations, now);
            if (!(verdict instanceof OcspVerdict.Good found)) {
                return verdict;
            }
            good = good.within(found.from(), found.until());
        }
        return good;
    }

    /** The verdict of the first response that is about the certificate and good; else of the last that is about it. */
    static OcspVerdict best(
            List<OcspResponse> responses,
            X509Certificate subject,
            X509Certificate issuer,
            TrustAnchors anchors,
            Revocations revocations,
            Instant now) {
        @Nullable OcspVerdict refused = null;
        for (OcspResponse response : responses) {
            if (response.statusOf(subject, issuer) != null) {
                OcspVerdict verdict = revocations.judge(response, subject, issuer, anchors, now);
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
