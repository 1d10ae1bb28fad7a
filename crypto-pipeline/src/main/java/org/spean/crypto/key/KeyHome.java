package org.spean.crypto.key;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/**
 * A home of keys that may be changed. Each change is whole or does not happen; whoever follows the home sees it at the next look.
 * Blocking.
 */
public interface KeyHome {

    /**
     * Makes a key, which is active and has no certificate yet.
     *
     * @param member whom a signing key is for
     * @param label what people call it
     * @return its id
     * @throws KeyFileException when it cannot be made here
     */
    String generate(KeyUse use, KeyKind kind, @Nullable MemberId member, @Nullable String label)
            throws KeyFileException;

    /**
     * Gives a key its certificate, or another one.
     *
     * @param chain the key's certificate first; fits the key
     * @throws KeyFileException when it cannot be kept here
     */
    void certify(StoredKey key, List<X509Certificate> chain) throws KeyFileException;

    /**
     * Says whether a key may be used.
     *
     * @throws KeyFileException when that cannot be noted here
     */
    void activate(StoredKey key, boolean active) throws KeyFileException;
}
