package org.spean.crypto.ocsp;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * What an OCSP response says of one certificate ({@code SingleResponse}, RFC 6960 4.2.1).
 *
 * @param state what the responder knows
 * @param thisUpdate when it was known to be so
 * @param nextUpdate when newer information will be there at the latest; {@code null}: any time
 * @param id whom it is about
 */
public record SingleStatus(
        State state, Instant thisUpdate, @Nullable Instant nextUpdate, CertificateId id) {

    /** The status of a certificate. */
    public enum State {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    /**
     * {@code CertID}: hashes of the issuer's name and key, and the serial number.
     *
     * @param hashAlgorithm JCA name of the hash, as {@code SHA-1}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual where it is compared
    public record CertificateId(String hashAlgorithm, byte[] issuerName, byte[] issuerKey, BigInteger serial) {}

    /** Whether this is about {@code subject}, issued by {@code issuer}. */
    public boolean isAbout(X509Certificate subject, X509Certificate issuer) {
        if (!id.serial.equals(subject.getSerialNumber())) {
            return false;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(id.hashAlgorithm);
            byte[] name = digest.digest(issuer.getSubjectX500Principal().getEncoded());
            byte[] key = digest.digest(
                    SubjectPublicKeyInfo.getInstance(issuer.getPublicKey().getEncoded())
                            .getPublicKeyData()
                            .getOctets());
            return MessageDigest.isEqual(name, id.issuerName) && MessageDigest.isEqual(key, id.issuerKey);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("only hashes that every JDK has are read", e);
        }
    }
}
