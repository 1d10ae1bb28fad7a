package org.spean.crypto.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/** Signatures over octets as they stand, as the JDK's {@code Signature} makes them, by keys wherever they are. */
public final class PlainSignature {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PlainSignature() {}

    private static SigningKey signing(PrivateKey key) throws GeneralSecurityException {
        return key instanceof SigningKey inToken ? inToken : new LocalSigningKey(key, null);
    }

    /** The JDK's name of the algorithm, such as {@code SHA512withRSA}. */
    public static String algorithm(PrivateKey key, DigestAlgorithm digest) throws GeneralSecurityException {
        return signing(key).algorithm().jcaName(digest);
    }

    /**
     * Signs. Blocks.
     *
     * @return RSA: as long as the modulus; EC: DER
     */
    public static byte[] of(PrivateKey key, byte[] content, DigestAlgorithm digest) throws GeneralSecurityException {
        SigningKey signing = signing(key);
        byte @Nullable [] signature = signing.sign(content, digest).block(PATIENCE);
        if (signature == null) {
            throw new SignatureException("the key gave no signature");
        }
        return signing.algorithm() == KeyAlgorithm.RSA ? signature : Ecdsa.der(signature);
    }
}
