package org.spean.crypto.key;

import java.security.Key;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/** The kinds of keys that X-Road signs with; each with RSASSA-PKCS1-v1_5 or ECDSA over any {@link DigestAlgorithm}. */
public enum KeyAlgorithm {
    /** RSASSA-PKCS1-v1_5: deterministic, slow to sign, quick to verify. */
    RSA("rsa", "RSA"),
    /** ECDSA; in XML the signature is r and s side by side, each as long as the order of the curve. */
    EC("ecdsa", "ECDSA");

    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    private final String uriName;
    private final String jcaName;

    KeyAlgorithm(String uriName, String jcaName) {
        this.uriName = uriName;
        this.jcaName = jcaName;
    }

    /**
     * The kind of a public or private key.
     *
     * @throws IllegalArgumentException when it is neither an RSA nor an EC key
     */
    public static KeyAlgorithm of(Key key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> RSA;
            case "EC" -> EC;
            default ->
                throw new IllegalArgumentException("key algorithm: " + key.getAlgorithm() + " (expected: RSA or EC)");
        };
    }

    /** The kind that an XML signature's {@code SignatureMethod} asks for; {@code null} when none of ours. */
    public static @Nullable KeyAlgorithm ofSignatureUri(String uri) {
        for (KeyAlgorithm algorithm : values()) {
            for (DigestAlgorithm digest : DigestAlgorithm.values()) {
                if (algorithm.signatureUri(digest).equals(uri)) {
                    return algorithm;
                }
            }
        }
        return null;
    }

    /** The {@code SignatureMethod} in XML signatures, as {@code …xmldsig-more#rsa-sha512} (RFC 9231). */
    public String signatureUri(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA_256 -> MORE + uriName + "-sha256";
            case SHA_384 -> MORE + uriName + "-sha384";
            case SHA_512 -> MORE + uriName + "-sha512";
        };
    }

    /** The name in the Java Cryptography Architecture, as {@code SHA512withRSA}. */
    String jcaName(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA_256 -> "SHA256with" + jcaName;
            case SHA_384 -> "SHA384with" + jcaName;
            case SHA_512 -> "SHA512with" + jcaName;
        };
    }
}
