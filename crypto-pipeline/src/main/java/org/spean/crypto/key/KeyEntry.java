package org.spean.crypto.key;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificates, as a key store holds them. Equal by content, so that a changed file can be told
 * from an untouched one.
 *
 * @param chain the key's certificate first, then those of its issuers as far as the store holds them; never empty
 * @param key fits the first certificate
 */
public record KeyEntry(List<X509Certificate> chain, PrivateKey key) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when the chain is empty
     */
    public KeyEntry {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("certificate chain: empty (expected: at least the key's certificate)");
        }
    }

    /** The key's certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Names the certificate and tells nothing of the key. */
    @Override
    public String toString() {
        return "key of " + certificate().getSubjectX500Principal() + ", serial number "
                + certificate().getSerialNumber();
    }
}
