package org.spean.crypto.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * Verifies message signatures by the faster provider: Conscrypt, or the JDK where Conscrypt is not available or does not
 * know a curve. Keeps public keys in the provider's own form, as translating one costs about as much as verifying with
 * it; bounded. Safe for use by many threads; one instance serves a gateway.
 */
public final class VerifyingKeys {
    private static final int MAX_KEYS = 2048;

    private record Prepared(@Nullable Provider provider, PublicKey key, KeyAlgorithm algorithm, int half) {}

    private final @Nullable Provider preferred;
    private final Cache<PublicKey, Prepared> prepared =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    /** Chooses the provider. */
    public VerifyingKeys() {
        this(Providers.CONSCRYPT);
    }

    private VerifyingKeys(@Nullable Provider preferred) {
        this.preferred = preferred;
    }

    /** The JDK only, to check what other providers sign. */
    static VerifyingKeys ofJdk() {
        return new VerifyingKeys(null);
    }

    /**
     * Whether the signature over the data is by this key.
     *
     * @param data what was signed, not digested
     * @param signature RSA: as long as the modulus; EC: r and s side by side, each as long as the order of the curve
     * @return {@code false} too when the key is not of this algorithm, or the signature not in form
     */
    public boolean verify(
            PublicKey key, KeyAlgorithm algorithm, DigestAlgorithm digest, byte[] data, byte[] signature) {
        Prepared with = prepared.get(key, this::prepare);
        if (with == null || with.algorithm != algorithm) {
            return false;
        }
        if (algorithm == KeyAlgorithm.EC && signature.length != 2 * with.half) {
            return false;
        }
        try {
            String name = algorithm.jcaName(digest);
            Signature verifier =
                    with.provider == null ? Signature.getInstance(name) : Signature.getInstance(name, with.provider);
            verifier.initVerify(with.key);
            verifier.update(data);
            return verifier.verify(algorithm == KeyAlgorithm.EC ? Ecdsa.der(signature) : signature);
        } catch (GeneralSecurityException e) {
            return false; // providers throw where the signature has not even the length or range of one
        }
    }

    private @Nullable Prepared prepare(PublicKey key) {
        KeyAlgorithm algorithm;
        try {
            algorithm = KeyAlgorithm.of(key);
        } catch (IllegalArgumentException e) {
            return null; // no key that signs messages
        }
        int half =
                key instanceof ECPublicKey ec ? Ecdsa.halfLength(ec.getParams().getOrder()) : 0;
        Provider provider = preferred;
        if (provider != null) {
            try {
                PublicKey translated = KeyFactory.getInstance(key.getAlgorithm(), provider)
                        .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
                return new Prepared(provider, translated, algorithm, half);
            } catch (GeneralSecurityException e) {
                return new Prepared(null, key, algorithm, half); // a curve that only the JDK knows
            }
        }
        return new Prepared(null, key, algorithm, half);
    }
}
