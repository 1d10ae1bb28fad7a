package org.spean.crypto.certificate;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The hash of a certificate's DER, by which the global configuration registers authentication certificates (SHA-1 in
 * shared-params V2, SHA-256 from V3) and port 5577 is asked for OCSP responses. Equal by content, so good as a map key.
 *
 * @param algorithm how it was computed
 * @param bytes 20 or 32 bytes; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode go by content
public record CertHash(Algorithm algorithm, byte[] bytes) {

    /** The two hashes that X-Road uses for certificates. */
    public enum Algorithm {
        /** Old: shared-params V2 and the parameter {@code cert} on 5577. */
        SHA_1("SHA-1", 20),
        /** Shared-params from V3 and the parameter {@code cert_hash} on 5577. */
        SHA_256("SHA-256", 32);

        private final String jcaName;
        private final int length;

        Algorithm(String jcaName, int length) {
            this.jcaName = jcaName;
            this.length = length;
        }

        /** In bytes. */
        public int length() {
            return length;
        }
    }

    /**
     * Takes the bytes as they are.
     *
     * @throws IllegalArgumentException when the length is not the algorithm's
     */
    public CertHash {
        if (bytes.length != algorithm.length) {
            throw new IllegalArgumentException(algorithm.jcaName + " of a certificate: " + bytes.length
                    + " bytes (expected: " + algorithm.length + ")");
        }
    }

    public static CertHash sha1(X509Certificate certificate) {
        return of(Algorithm.SHA_1, certificate);
    }

    public static CertHash sha256(X509Certificate certificate) {
        return of(Algorithm.SHA_256, certificate);
    }

    /**
     * Reads Base64, on one line or several.
     *
     * @throws IllegalArgumentException when the text is not Base64 of as many bytes as the algorithm has
     */
    public static CertHash ofBase64(Algorithm algorithm, String base64) {
        return new CertHash(algorithm, Base64.getMimeDecoder().decode(base64));
    }

    /**
     * Reads hexadecimal digits of either case.
     *
     * @throws IllegalArgumentException when the text is not hexadecimal of as many bytes as the algorithm has
     */
    public static CertHash ofHex(Algorithm algorithm, String hex) {
        return new CertHash(algorithm, HexFormat.of().parseHex(hex));
    }

    private static CertHash of(Algorithm algorithm, X509Certificate certificate) {
        try {
            return new CertHash(
                    algorithm, MessageDigest.getInstance(algorithm.jcaName).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(
                    "every JDK has " + algorithm.jcaName + " and a read certificate its DER", e);
        }
    }

    /** Standard Base64 on one line. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Lower case, without separators. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertHash that && algorithm == that.algorithm && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return algorithm.jcaName + ' ' + hex();
    }
}
