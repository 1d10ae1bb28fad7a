package org.spean.crypto.verification;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.certificate.MalformedCertificateException;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.identifier.MemberId;

/**
 * The certificates and OCSP responses of a signature: who signed, and whether that is to be believed. What it concludes
 * holds until the first of these ends: the certificates' validity, the freshness of an OCSP response, the generation of
 * the trust anchors. Safe for use by many threads.
 */
final class Signer {

    private final X509Certificate certificate;
    private final List<X509Certificate> authorities;
    private final List<OcspResponse> ocspResponses;
    private volatile @Nullable Conclusion conclusion;

    private record Conclusion(MemberId member, long generation, Instant from, Instant until) {
        boolean holds(TrustAnchors anchors, Instant now) {
            return generation == anchors.generation() && !now.isBefore(from) && !now.isAfter(until);
        }
    }

    private Signer(X509Certificate certificate, List<X509Certificate> authorities, List<OcspResponse> ocspResponses) {
        this.certificate = certificate;
        this.authorities = authorities;
        this.ocspResponses = ocspResponses;
    }

    /** Everything that a signer is made of. */
    static Octets octets(SignatureDocument document) {
        return Octets.of(document.certificate(), document.caCertificates(), document.ocspResponses());
    }

    /** Reads the certificates and OCSP responses of a signature. */
    static Signer of(SignatureDocument document) throws RefusedException {
        X509Certificate certificate = certificate(document.certificate());
        List<X509Certificate> authorities =
                new ArrayList<>(document.caCertificates().size());
        for (byte[] der : document.caCertificates()) {
            authorities.add(certificate(der));
        }
        List<OcspResponse> responses = new ArrayList<>(document.ocspResponses().size());
        for (byte[] der : document.ocspResponses()) {
            try {
                responses.add(OcspResponse.parse(der));
            } catch (OcspResponseException e) {
                throw new RefusedException(
                        Reason.CERTIFICATE_VALIDATION, "OCSP response in the signature: " + e.getMessage());
            }
        }
        return new Signer(certificate, List.copyOf(authorities), List.copyOf(responses));
    }

    private static X509Certificate certificate(byte[] der) throws RefusedException {
        try {
            return Certificates.parse(der);
        } catch (MalformedCertificateException e) {
            throw new RefusedException(Reason.INCORRECT_CERTIFICATE, "Certificate in the signature: " + e.getMessage());
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    List<X509Certificate> authorities() {
        return authorities;
    }

    /** The member that the certificate was issued to, provided that the certificate is good now. */
    MemberId check(TrustAnchors anchors, Instant now) throws RefusedException {
        Conclusion known = conclusion;
        if (known != null && known.holds(anchors, now)) {
            return known.member;
        }
        Conclusion fresh = conclude(anchors, now);
        conclusion = fresh;
        return fresh.member;
    }

    private Conclusion conclude(TrustAnchors anchors, Instant now) throws RefusedException {
        CertificateChain chain;
        MemberId member;
        try {
            chain = anchors.chain(certificate, authorities, now);
            member = anchors.signerOf(chain);
        } catch (UntrustedCertificateException e) {
            Reason reason = e.kind() == UntrustedCertificateException.Kind.WRONG_USE
                    ? Reason.INCORRECT_CERTIFICATE
                    : Reason.INVALID_CERTIFICATE_PATH;
            throw new RefusedException(reason, String.valueOf(e.getMessage()));
        } catch (IncorrectCertificateException e) {
            throw new RefusedException(Reason.INCORRECT_CERTIFICATE, String.valueOf(e.getMessage()));
        }
        Instant until = chain.validUntil();
        for (int i = 0; i < chain.withoutTop().size(); i++) {
            until = earlier(until, goodUntil(chain, i, anchors, now));
        }
        // Judged now, so it says nothing of earlier: when the clock is set back, it is judged again.
        return new Conclusion(member, anchors.generation(), now, until);
    }

    /** To when OCSP says that the certificate is good; the responses are in the order of the chain, as a rule. */
    private Instant goodUntil(CertificateChain chain, int index, TrustAnchors anchors, Instant now)
            throws RefusedException {
        X509Certificate subject = chain.certificates().get(index);
        OcspVerdict.Bad why = null;
        for (int i = 0; i < ocspResponses.size(); i++) {
            OcspResponse response = ocspResponses.get((index + i) % ocspResponses.size());
            switch (anchors.judge(response, subject, chain.issuerOf(index), now)) {
                case OcspVerdict.Good good -> {
                    return good.until();
                }
                case OcspVerdict.Bad bad -> {
                    if (why == null || why.reason() == OcspVerdict.Reason.OTHER_CERTIFICATE) {
                        why = bad;
                    }
                }
            }
        }
        throw new RefusedException(
                Reason.CERTIFICATE_VALIDATION,
                why == null ? "Signature holds no OCSP response for its certificate" : why.message());
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
