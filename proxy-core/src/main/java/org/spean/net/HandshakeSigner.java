package org.spean.net;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import org.spean.crypto.key.ProviderKey;
import org.spean.crypto.key.ProviderProbe;

/**
 * Signs BoringSSL's handshakes; {@link HandshakeKey} does so for the JDK's. Left to itself, BoringSSL signs inside the call that moves the handshake on, on the event
 * loop; with this and {@code USE_TASKS} the signature is a task of its own, for the handshake threads. With RSA it is most of
 * what a handshake costs, so the provider that signs fastest on this machine does it.
 */
final class HandshakeSigner implements OpenSslPrivateKeyMethod {
    private final ProviderKey key;

    private HandshakeSigner(ProviderKey key) {
        this.key = key;
    }

    /**
     * Takes the time of a probe the first time for a kind of key.
     *
     * @throws IllegalStateException when nobody can sign with the key
     */
    static HandshakeSigner of(PrivateKey key, X509Certificate certificate, ProviderProbe probe) {
        try {
            return new HandshakeSigner(probe.forHandshakes(key, certificate.getPublicKey()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the key of " + certificate.getSubjectX500Principal() + " does not sign", e);
        }
    }

    /** With what it signs. */
    ProviderKey key() {
        return key;
    }

    @Override
    public byte[] sign(SSLEngine engine, int algorithm, byte[] input) throws GeneralSecurityException {
        if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA256) {
            return key.signPss("SHA-256", 32, input);
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA384) {
            return key.signPss("SHA-384", 48, input);
        } else if (algorithm == SSL_SIGN_RSA_PSS_RSAE_SHA512) {
            return key.signPss("SHA-512", 64, input);
        }
        return key.sign(plainName(algorithm), input);
    }

    /** Only for RSA key exchange, which none of our suites has. */
    @Override
    public byte[] decrypt(SSLEngine engine, byte[] input) throws GeneralSecurityException {
        throw new GeneralSecurityException("RSA key exchange is not offered");
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
}
