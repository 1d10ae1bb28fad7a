package org.spean.crypto.key;

import java.security.cert.X509Certificate;
import java.util.List;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.identifier.MemberId;

/**
 * With what one member signs messages now: the key, its certificates and their status. A snapshot: OCSP responses are
 * renewed by a new identity.
 *
 * @param member whom the certificate names
 * @param chain the signing certificate first, then intermediate CAs; without the top CA
 * @param ocsp the status of each certificate of the chain, in its order
 * @param key fits the first certificate
 */
public record SigningIdentity(MemberId member, List<X509Certificate> chain, List<OcspResponse> ocsp, SigningKey key) {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException when the chain is empty or does not have one response for each certificate
     */
    public SigningIdentity {
        chain = List.copyOf(chain);
        ocsp = List.copyOf(ocsp);
        if (chain.isEmpty() || chain.size() != ocsp.size()) {
            throw new IllegalArgumentException("signing identity of " + member + ": " + chain.size()
                    + " certificates and " + ocsp.size() + " OCSP responses (expected: equally many, at least one)");
        }
    }

    /** The signing certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }
}
