package org.spean.crypto.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of keys that can be made. */
public enum KeyKind {
    RSA_2048(KeyAlgorithm.RSA, 2048, null),
    RSA_3072(KeyAlgorithm.RSA, 3072, null),
    RSA_4096(KeyAlgorithm.RSA, 4096, null),
    EC_P256(KeyAlgorithm.EC, 256, "secp256r1"),
    EC_P384(KeyAlgorithm.EC, 384, "secp384r1");

    private final KeyAlgorithm algorithm;
    private final int bits;
    private final @Nullable String curve;

    KeyKind(KeyAlgorithm algorithm, int bits, @Nullable String curve) {
        this.algorithm = algorithm;
        this.bits = bits;
        this.curve = curve;
    }

    /**
     * The kind of this name, as in {@code rsa-2048} or {@code ec-p256}.
     *
     * @throws IllegalArgumentException when there is none; the message names those there are
     */
    public static KeyKind named(String name) {
        for (KeyKind kind : values()) {
            if (kind.text().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + name + "' (expected: "
                + Arrays.stream(values()).map(KeyKind::text).collect(Collectors.joining(", ")) + ")");
    }

    /** As in {@code rsa-2048}. */
    public String text() {
        return algorithm == KeyAlgorithm.RSA ? "rsa-" + bits : "ec-p" + bits;
    }

    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    /** Of the modulus or the curve. */
    public int bits() {
        return bits;
    }

    /** The curve's name; {@code null} of RSA. */
    public @Nullable String curve() {
        return curve;
    }

    /** A new key pair in memory. RSA of 4096 bits takes seconds. */
    KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm == KeyAlgorithm.RSA ? "RSA" : "EC");
        if (curve == null) {
            generator.initialize(bits);
        } else {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }
}
