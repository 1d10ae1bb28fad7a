package org.spean.crypto.key.pkcs11;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which token, and how it is used.
 *
 * @param library the module
 * @param label of the token; {@code null}: it is chosen by its slot
 * @param slot the slot's id; {@code null}: it is chosen by its label
 * @param pin the user's PIN; never shown
 * @param sessions signatures at the same time, each on a thread
 * @param certificates of keys in the token, beside those that the token holds itself
 * @param directory where certificates and inactive keys are noted; {@code null}: nowhere
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
public record TokenSettings(
        Path library,
        @Nullable String label,
        @Nullable Integer slot,
        char[] pin,
        int sessions,
        List<X509Certificate> certificates,
        @Nullable Path directory) {

    /** Copies what could change. */
    public TokenSettings {
        pin = pin.clone();
        certificates = List.copyOf(certificates);
    }

    /** The token, for people. */
    public String home() {
        return label != null ? "token " + label : "token in slot " + slot;
    }

    @Override
    public String toString() {
        return home() + " of " + library;
    }
}
