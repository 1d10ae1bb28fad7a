package org.spean.config;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Keys that the message log is encrypted under.
 *
 * @param current id of the key for new records, one of {@code keys}
 * @param keys by id, {@value #KEY_BYTES} bytes in Base64 each
 */
public record EncryptionConfig(String current, Map<String, Secret> keys) {

    static final int KEY_BYTES = 32;

    public EncryptionConfig {
        keys = Map.copyOf(keys);
    }

    /** The keys themselves. */
    public Map<String, byte[]> revealed() {
        Map<String, byte[]> revealed = new HashMap<>();
        keys.forEach((id, key) -> revealed.put(id, bytes(key)));
        return revealed;
    }

    /** @throws IllegalArgumentException when it is no key; the text does not show it */
    static byte[] bytes(Secret key) {
        char[] text = key.reveal();
        byte[] encoded = stripped(text);
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not Base64 (expected: 32 bytes in Base64)", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(text, '\0');
        }
        if (decoded.length != KEY_BYTES) {
            Arrays.fill(decoded, (byte) 0);
            throw new IllegalArgumentException(decoded.length + " bytes (expected: 32 bytes in Base64)");
        }
        return decoded;
    }

    /** Without blanks around it, one byte a character: never a {@code String}, which could not be wiped. */
    private static byte[] stripped(char[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && Character.isWhitespace(text[from])) {
            from++;
        }
        while (to > from && Character.isWhitespace(text[to - 1])) {
            to--;
        }
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = text[from + i] < 0x80 ? (byte) text[from + i] : (byte) '?'; // in no alphabet of Base64
        }
        return bytes;
    }
}
