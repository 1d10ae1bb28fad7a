package org.spean.crypto.xades;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;

/**
 * The content of a signature document whose form is acceptable. Nothing in it has been verified: not the digests, not
 * the signature, not the certificates.
 *
 * @param objects the references to signed objects, in document order, without that to the signed properties; no two
 *     with the same URI
 * @param key the kind of key that the signature method asks for
 * @param signatureDigest the digest inside the signature method
 * @param signedInfo the canonical bytes that were signed
 * @param signatureValue the signature; EC: r‖s
 * @param properties the reference to the signed properties
 * @param signedProperties the canonical bytes which that reference covers
 * @param signingTime as stated by the signer
 * @param certificate the signer's certificate, DER
 * @param certificateReference what the signed properties say about that certificate
 * @param caCertificates intermediate certificates, DER; unsigned
 * @param caReferences what the unsigned properties say about those, in the same order; empty if they say nothing
 * @param ocspResponses DER, as found; unsigned
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignatureDocument(
        List<Reference> objects,
        KeyAlgorithm key,
        DigestAlgorithm signatureDigest,
        byte[] signedInfo,
        byte[] signatureValue,
        Reference properties,
        byte[] signedProperties,
        Instant signingTime,
        byte[] certificate,
        CertificateReference certificateReference,
        List<byte[]> caCertificates,
        List<CertificateReference> caReferences,
        List<byte[]> ocspResponses)
        implements ReadSignature {

    /** One {@code ds:Reference}. */
    public record Reference(String uri, DigestAlgorithm algorithm, byte[] digest) {}

    /**
     * Digest, issuer and serial number of a certificate.
     *
     * @param issuer RFC 2253 or alike; {@code null} if not stated in text
     * @param serial {@code null} if not stated in text
     */
    public record CertificateReference(
            DigestAlgorithm algorithm,
            byte[] digest,
            @Nullable String issuer,
            @Nullable BigInteger serial) {

        /**
         * Whether the name is the certificate's, so far as that can be told: programs differ in how they write names,
         * and the digest has already told which certificate is meant.
         */
        public boolean names(X509Certificate certificate) {
            if (serial != null && !serial.equals(certificate.getSerialNumber())) {
                return false;
            }
            if (issuer == null) {
                return true;
            }
            X500Principal actual = certificate.getIssuerX500Principal();
            if (issuer.equals(actual.getName())) {
                return true;
            }
            try {
                return new X500Principal(issuer).equals(actual);
            } catch (IllegalArgumentException unusualSpelling) {
                return true;
            }
        }
    }
}
