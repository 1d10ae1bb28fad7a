package org.spean.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token behind a PKCS#11 module.
 *
 * @param library the module, absolute path
 * @param label the token's label; absent: it is chosen by its slot
 * @param slot the slot's id; absent: it is chosen by its label
 * @param pin the user's PIN, read when the configuration was loaded
 * @param sessions signatures at the same time
 * @param certificates of keys in the token, beside those that the token holds itself
 * @param directory where {@code spean key} notes certificates and inactive keys of the token; absent: it cannot
 */
public record Pkcs11Token(
        Path library,
        @Nullable String label,
        @Nullable Integer slot,
        Secret pin,
        int sessions,
        List<X509Certificate> certificates,
        @Nullable Path directory) {
    public Pkcs11Token {
        certificates = List.copyOf(certificates);
    }
}
