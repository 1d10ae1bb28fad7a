package org.spean.crypto.key;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import org.jspecify.annotations.Nullable;

/** Which keys of ours are good enough and of use to peers: RSA of 2048 to 4096 bits, EC on P-256 or P-384. */
final class KeySizes {
    static final int LEAST_RSA = 2048;
    static final int MOST_RSA = 4096;

    private KeySizes() {}

    /** What is wrong with a key, in half a sentence; {@code null}: nothing. */
    static @Nullable String objection(PublicKey key) {
        int bits = bits(key);
        return switch (key.getAlgorithm()) {
            case "RSA" ->
                bits >= LEAST_RSA && bits <= MOST_RSA
                        ? null
                        : "RSA key of " + bits + " bits (expected: " + LEAST_RSA + " to " + MOST_RSA + ")";
            case "EC" ->
                bits == 256 || bits == 384 ? null : "EC key on a curve of " + bits + " bits (expected: P-256 or P-384)";
            default -> "key algorithm: " + key.getAlgorithm() + " (expected: RSA or EC)";
        };
    }

    /** Bits of the modulus, or of the order of the curve; 0 of any other key. */
    static int bits(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength();
            case ECKey ec -> ec.getParams().getOrder().bitLength();
            default -> 0;
        };
    }
}
