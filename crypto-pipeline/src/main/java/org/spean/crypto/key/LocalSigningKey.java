package org.spean.crypto.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.ECPrivateKey;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import reactor.core.publisher.Mono;

/** A private key in this process's memory, signing by one provider. */
final class LocalSigningKey implements SigningKey {
    private final KeyAlgorithm algorithm;
    private final ProviderKey key;
    private final int half;

    /**
     * Signs by this provider.
     *
     * @param provider {@code null}: the JDK's
     */
    LocalSigningKey(PrivateKey key, @Nullable Provider provider) throws GeneralSecurityException {
        this.algorithm = KeyAlgorithm.of(key);
        this.half =
                key instanceof ECPrivateKey ec ? Ecdsa.halfLength(ec.getParams().getOrder()) : 0;
        this.key = new ProviderKey(key, provider);
    }

    @Override
    public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
        return Mono.fromCallable(() -> signNow(data, digest));
    }

    byte[] signNow(byte[] data, DigestAlgorithm digest) throws GeneralSecurityException {
        byte[] signed = key.sign(algorithm.jcaName(digest), data);
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

    /** The key as the provider has it, for other signatures than messages have. */
    ProviderKey key() {
        return key;
    }

    /** The name of the provider in use. */
    String provider() {
        return key.provider();
    }

    @Override
    public String toString() {
        return algorithm + " key, signing by " + provider();
    }
}
