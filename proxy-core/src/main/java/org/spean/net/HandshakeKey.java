package org.spean.net;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.ProviderKey;

/**
 * An RSA key that the JDK's TLS is given in place of the one it stands for: signatures with it are made by
 * {@link HandshakeProvider}, so by whoever signs fastest on this machine. It shows no more of the key than its modulus.
 */
final class HandshakeKey implements PrivateKey, RSAKey {
    private static final long serialVersionUID = 1;

    private final transient ProviderKey signer;
    private final transient BigInteger modulus;

    private HandshakeKey(ProviderKey signer, BigInteger modulus) {
        this.signer = signer;
        this.modulus = modulus;
    }

    /**
     * The key for the JDK's TLS. Keys of another kind than RSA stay as they are: the JDK signs about as fast with them.
     *
     * @param key of the identity
     * @param verifying its public key
     * @param signer signs with it
     */
    static PrivateKey of(PrivateKey key, PublicKey verifying, ProviderKey signer) {
        if (!(verifying instanceof RSAPublicKey rsa)) {
            return key;
        }
        HandshakeProvider.install();
        return new HandshakeKey(signer, rsa.getModulus());
    }

    ProviderKey signer() {
        return signer;
    }

    @Override
    public BigInteger getModulus() {
        return modulus;
    }

    /** None: the key is one for every way of padding. */
    @Override
    public @Nullable AlgorithmParameterSpec getParams() {
        return null;
    }

    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(HandshakeKey.class.getName());
    }
}
