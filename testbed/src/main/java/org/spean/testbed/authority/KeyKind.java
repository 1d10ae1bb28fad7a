package org.spean.testbed.authority;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The kinds of key that members of an ecosystem hold. */
public enum KeyKind {
    /** RSA with 2048 bits, what CamDX uses. */
    RSA_2048("SHA256withRSA"),
    /** ECDSA on P-256, much quicker to generate. */
    EC_P256("SHA256withECDSA");

    private final String signature;

    KeyKind(String signature) {
        this.signature = signature;
    }

    /** A new key pair; an RSA one takes some 100 ms. */
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(this == RSA_2048 ? "RSA" : "EC");
            if (this == RSA_2048) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key pair: " + this, e);
        }
    }

    /** JCA name of the algorithm with which such a key signs certificates and OCSP responses. */
    String signature() {
        return signature;
    }

    static KeyKind of(KeyPair pair) {
        return pair.getPublic().getAlgorithm().equals("RSA") ? RSA_2048 : EC_P256;
    }
}
