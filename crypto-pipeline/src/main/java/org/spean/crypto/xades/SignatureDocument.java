package org.spean.crypto.xades;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
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
 * @param timeStamp the RFC 3161 token of {@code SignatureTimeStamp}, which messages do not have and evidence may have;
 *     unsigned
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
        List<byte[]> ocspResponses,
        byte @Nullable [] timeStamp)
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

        /** Whether the serial number, if stated, is the certificate's. */
        public boolean hasSerialOf(X509Certificate certificate) {
            return serial == null || serial.equals(certificate.getSerialNumber());
        }

        /** Whether the issuer, if stated, is the certificate's. */
        public boolean hasIssuerOf(X509Certificate certificate) {
            return issuer == null || isName(certificate.getIssuerX500Principal(), issuer);
        }

        /** Programs spell attribute types and spaces differently, but not values. */
        private static boolean isName(X500Principal name, String text) {
            String usual = name.getName();
            if (text.equals(usual)) {
                return true;
            }
            X500Principal stated = parse(text);
            if (stated == null) {
                return false;
            }
            // Types beyond RFC 2253 appear in hexadecimal, where the kind of string would make a difference.
            return usual.indexOf('#') < 0 ? stated.getName().equals(usual) : stated.equals(name);
        }

        private static @Nullable X500Principal parse(String text) {
            try {
                return new X500Principal(text);
            } catch (IllegalArgumentException unknownToTheJdk) {
                try {
                    return new X500Principal(new X500Name(text).getEncoded());
                } catch (IllegalArgumentException | IOException unknownAtAll) {
                    return null;
                }
            }
        }
    }
}
