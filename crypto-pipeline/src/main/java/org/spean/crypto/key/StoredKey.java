package org.spean.crypto.key;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/**
 * A key as its home holds it, with one of its certificates, or with none yet; in use or not. Equal by content, so that a
 * changed home can be told from an untouched one. Where a certificate is in one home and its private key in another there is
 * one of these in each, until {@link Keyring#of} has joined them.
 *
 * @param home the file, folder or token, for people
 * @param id names the key in its home
 * @param label what people call it, absent if they have not
 * @param use absent when only a certificate could tell
 * @param member whom a signing key was made for, absent when only a certificate could tell
 * @param publicKey absent when the home does not show it
 * @param key the private key, or what signs with it; absent: it is elsewhere, or out of reach
 * @param chain the key's certificate first, then those of issuers as far as they are known; empty: there is none yet
 * @param active whether it may be used
 * @param obstacle why it cannot be used although it is active, in half a sentence; absent: nothing is in the way
 */
public record StoredKey(
        String home,
        String id,
        @Nullable String label,
        @Nullable KeyUse use,
        @Nullable MemberId member,
        @Nullable PublicKey publicKey,
        @Nullable PrivateKey key,
        List<X509Certificate> chain,
        boolean active,
        @Nullable String obstacle) {

    /** Copies the list. */
    public StoredKey {
        chain = List.copyOf(chain);
    }

    /** A key that is there and certified and may be used. */
    static StoredKey inUse(String home, String id, KeyUse use, KeyEntry entry) {
        PublicKey publicKey = entry.certificate().getPublicKey();
        return new StoredKey(
                home, id, null, use, null, publicKey, entry.key(), entry.chain(), true, KeySizes.objection(publicKey));
    }

    /**
     * A key that stays in a token, which signs messages with it.
     *
     * @param publicKey absent when the token does not show it
     * @param chain empty: there is no certificate in the token
     */
    public static StoredKey inToken(
            String home,
            String id,
            @Nullable String label,
            @Nullable PublicKey publicKey,
            PrivateKey key,
            List<X509Certificate> chain,
            boolean active) {
        PublicKey shown =
                publicKey == null && !chain.isEmpty() ? chain.getFirst().getPublicKey() : publicKey;
        return new StoredKey(
                home,
                id,
                label,
                KeyUse.SIGNING,
                null,
                shown,
                key,
                chain,
                active,
                shown == null ? null : KeySizes.objection(shown));
    }

    /** The same key with these certificates. */
    public StoredKey with(List<X509Certificate> certificates) {
        return new StoredKey(home, id, label, use, member, publicKey, key, certificates, active, obstacle);
    }

    /** What it is for; a certificate tells where the home does not. */
    public @Nullable KeyUse purpose() {
        return use != null || chain.isEmpty() ? use : KeyUse.of(chain.getFirst());
    }

    /** Whether it may and can be used. */
    public boolean usable() {
        return active && obstacle == null && key != null && !chain.isEmpty();
    }

    /** The key with its certificate; {@code null} unless it is {@linkplain #usable() usable}. */
    public @Nullable KeyEntry entry() {
        PrivateKey there = key;
        return !usable() || there == null ? null : new KeyEntry(chain, there);
    }

    /** The certificates of this with the private key of another. */
    StoredKey with(StoredKey holder) {
        return new StoredKey(
                holder.home,
                holder.id,
                label == null ? holder.label : label,
                use,
                member,
                publicKey,
                holder.key,
                chain,
                active,
                obstacle == null ? KeySizes.objection(chain.getFirst().getPublicKey()) : obstacle);
    }

    /** The same, not usable. */
    StoredKey hindered(String why) {
        return new StoredKey(
                home, id, label, use, member, publicKey, key, chain, active, obstacle == null ? why : obstacle);
    }

    /** Names key and certificate and shows nothing of the private key. */
    @Override
    public String toString() {
        return "key " + id + " of " + home
                + (chain.isEmpty() ? "" : ", " + chain.getFirst().getSubjectX500Principal());
    }
}
