package org.spean.crypto.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import reactor.core.publisher.Mono;

/** A private key in this process's memory, signing by one provider. */
final class LocalSigningKey implements SigningKey {
    private final KeyAlgorithm algorithm;
    private final PrivateKey key;
    private final @Nullable Provider provider;
    private final int half;

    /**
     * Translates the key into the provider's own form, which would otherwise be done for each signature.
     *
     * @param provider {@code null}: the JDK's
     */
    LocalSigningKey(PrivateKey key, @Nullable Provider provider) throws GeneralSecurityException {
        this.algorithm = KeyAlgorithm.of(key);
        this.provider = provider;
        this.half =
                key instanceof ECPrivateKey ec ? Ecdsa.halfLength(ec.getParams().getOrder()) : 0;
        this.key = provider == null
                ? key
                : KeyFactory.getInstance(key.getAlgorithm(), provider)
                        .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    @Override
    public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
        return Mono.fromCallable(() -> signNow(data, digest));
    }

    byte[] signNow(byte[] data, DigestAlgorithm digest) throws GeneralSecurityException {
        String name = algorithm.jcaName(digest);
        Signature signature = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        signature.initSign(key);
        signature.update(data);
        byte[] signed = signature.sign();
        return algorithm == KeyAlgorithm.EC ? Ecdsa.raw(signed, half) : signed;
    }

    @Override
    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public boolean onCpu() {
        return true;
    }

    /** The name of the provider in use. */
    String provider() {
        return Providers.name(provider);
    }

    @Override
    public String toString() {
        return algorithm + " key, signing by " + provider();
    }
}
