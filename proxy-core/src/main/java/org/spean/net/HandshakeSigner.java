package org.spean.net;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import javax.net.ssl.SSLEngine;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * Signs BoringSSL's handshakes. Left to itself, BoringSSL signs inside the call that moves the handshake on, on the event
 * loop; with this and {@code USE_TASKS} the signature is a task of its own, for the handshake threads.
 */
final class HandshakeSigner implements OpenSslPrivateKeyMethod {
    private static final @Nullable Provider CONSCRYPT = conscrypt();

    private final PrivateKey key;
    private final @Nullable Provider provider;

    private HandshakeSigner(PrivateKey key, @Nullable Provider provider) {
        this.key = key;
        this.provider = provider;
    }

    /** By Conscrypt, which is faster, if it takes the key; else by the JDK. */
    static HandshakeSigner of(PrivateKey key) {
        Provider conscrypt = CONSCRYPT;
        byte[] pkcs8 = key.getEncoded();
        if (conscrypt != null && pkcs8 != null) {
            try {
                PrivateKey translated = KeyFactory.getInstance(key.getAlgorithm(), conscrypt)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                return new HandshakeSigner(translated, conscrypt);
            } catch (GeneralSecurityException e) {
                return new HandshakeSigner(key, null); // a curve that Conscrypt does not know
            }
        }
        return new HandshakeSigner(key, null);
    }

    private static @Nullable Provider conscrypt() {
        try {
            return Conscrypt.newProvider();
        } catch (LinkageError e) {
            return null; // not built for this platform
        }
    }

    @Override
    public byte[] sign(SSLEngine engine, int algorithm, byte[] input) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.update(input);
        return signature.sign();
    }

    /** Only for RSA key exchange, which none of our suites has. */
    @Override
    public byte[] decrypt(SSLEngine engine, byte[] input) throws GeneralSecurityException {
        throw new GeneralSecurityException("RSA key exchange is not offered");
    }

    private Signature signature(int algorithm) throws GeneralSecurityException {
        if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA256) {
            return pss("SHA-256", 32);
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA384) {
            return pss("SHA-384", 48);
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA512) {
            return pss("SHA-512", 64);
        }
        return initialised(plainName(algorithm));
    }

    private static String plainName(int algorithm) throws GeneralSecurityException {
        if (algorithm == SSL_SIGN_ECDSA_SECP256R1_SHA256) {
            return "SHA256withECDSA";
        } else if (algorithm == SSL_SIGN_ECDSA_SECP384R1_SHA384) {
            return "SHA384withECDSA";
        } else if (algorithm == SSL_SIGN_ECDSA_SECP521R1_SHA512) {
            return "SHA512withECDSA";
        } else if (algorithm == SSL_SIGN_RSA_PKCS1_SHA256) {
            return "SHA256withRSA";
        } else if (algorithm == SSL_SIGN_RSA_PKCS1_SHA384) {
            return "SHA384withRSA";
        } else if (algorithm == SSL_SIGN_RSA_PKCS1_SHA512) {
            return "SHA512withRSA";
        }
        throw new GeneralSecurityException(
                "signature algorithm of TLS: " + algorithm + " (expected: RSA or ECDSA, SHA-2)");
    }

    private Signature pss(String digest, int salt) throws GeneralSecurityException {
        // The two name it differently.
        Signature signature = initialised(provider == null ? "RSASSA-PSS" : digest.replace("-", "") + "withRSA/PSS");
        signature.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), salt, 1));
        return signature;
    }

    private Signature initialised(String name) throws GeneralSecurityException {
        Signature signature = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        signature.initSign(key);
        return signature;
    }
}
