package org.spean.crypto.key;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/**
 * Which key of which file.
 *
 * @param password opens the file; never shown
 * @param alias which entry; {@code null} when the file holds just one key
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
public record Pkcs12File(
        Path file, char[] password, @Nullable String alias) {

    KeyEntry load() throws KeyFileException {
        return Pkcs12.load(file, password, alias);
    }

    /** The file as a home: its key gets other certificates; more cannot be changed in it. */
    public KeyHome home() {
        return new KeyHome() {
            @Override
            public String generate(KeyUse use, KeyKind kind, @Nullable MemberId member, @Nullable String label)
                    throws KeyFileException {
                throw new KeyFileException(file, "new keys go to keys.store or a token, not here");
            }

            @Override
            public void certify(StoredKey key, List<X509Certificate> chain) throws KeyFileException {
                Pkcs12.certify(file, password, alias, chain);
            }

            @Override
            public void activate(StoredKey key, boolean active) throws KeyFileException {
                throw new KeyFileException(
                        file,
                        "is active as long as the configuration names it (expected: a key of keys.store or a token)");
            }
        };
    }

    @Override
    public String toString() {
        return alias == null ? file.toString() : file + ", alias " + alias;
    }
}
