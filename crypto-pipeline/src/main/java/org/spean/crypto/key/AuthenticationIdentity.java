package org.spean.crypto.key;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * With what this server authenticates itself in TLS towards its peers.
 *
 * @param chain the authentication certificate first, then intermediate CAs; without the top CA
 * @param key fits the first certificate
 */
public record AuthenticationIdentity(List<X509Certificate> chain, PrivateKey key) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when the chain is empty
     */
    public AuthenticationIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("certificate chain: empty (expected: at least the key's certificate)");
        }
    }

    /** The authentication certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Names the certificate and tells nothing of the key. */
    @Override
    public String toString() {
        return "authentication key of " + certificate().getSubjectX500Principal();
    }
}
