package org.spean.crypto.key;

import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All keys there are, whichever home they are in; immutable.
 *
 * @param all joined: no certificate stands apart from its private key if that is here too
 */
public record Keyring(List<StoredKey> all) {
    /** Without keys. */
    public static final Keyring EMPTY = new Keyring(List.of());

    private static final String APART = "its private key is in no other home (expected: its token in keys.pkcs11)";

    /** Copies the list. */
    public Keyring {
        all = List.copyOf(all);
    }

    /**
     * Joins what several homes hold. Certificates without a private key beside them are brought to the private key that they
     * are of, by its public key or, where a token does not show that, by its id. What such a home says of a key holds instead
     * of what the key's own home says: a certificate that X-Road's {@code keyconf.xml} lists as inactive is inactive.
     */
    public static Keyring of(Collection<List<StoredKey>> homes) {
        List<StoredKey> holders = new ArrayList<>();
        List<StoredKey> apart = new ArrayList<>();
        for (List<StoredKey> home : homes) {
            for (StoredKey key : home) {
                (key.key() == null && !key.chain().isEmpty() ? apart : holders).add(key);
            }
        }
        List<StoredKey> joined = new ArrayList<>();
        Set<StoredKey> replaced = new HashSet<>();
        for (StoredKey certificate : apart) {
            StoredKey holder = holders.stream()
                    .filter(key -> holds(key, certificate))
                    .findFirst()
                    .orElse(null);
            joined.add(holder == null ? certificate.hindered(APART) : certificate.with(holder));
            if (holder != null) {
                holders.stream()
                        .filter(key -> key.id().equals(holder.id()) && holds(key, certificate))
                        .forEach(replaced::add);
            }
        }
        List<StoredKey> all = new ArrayList<>();
        holders.stream().filter(key -> !replaced.contains(key)).forEach(all::add);
        all.addAll(joined);
        return new Keyring(all);
    }

    private static boolean holds(StoredKey holder, StoredKey certificate) {
        if (holder.key() == null) {
            return false;
        }
        return holder.publicKey() != null
                ? holder.publicKey().equals(certificate.chain().getFirst().getPublicKey())
                : holder.id().equalsIgnoreCase(certificate.id());
    }

    /** The active keys that authenticate this server. */
    public List<KeyEntry> authentication() {
        return usable(KeyUse.AUTHENTICATION);
    }

    /** The active keys that sign messages. */
    public List<KeyEntry> signing() {
        return usable(KeyUse.SIGNING);
    }

    private List<KeyEntry> usable(KeyUse use) {
        List<KeyEntry> entries = new ArrayList<>();
        for (StoredKey key : all) {
            KeyEntry entry = key.entry();
            if (entry != null && key.purpose() == use && !entries.contains(entry)) {
                entries.add(entry);
            }
        }
        return List.copyOf(entries);
    }

    /** Whether a private key stays in its token. */
    public static boolean inToken(PrivateKey key) {
        return key instanceof SigningKey;
    }
}
