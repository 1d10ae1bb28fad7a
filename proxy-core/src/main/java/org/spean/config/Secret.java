package org.spean.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A password, kept out of logs and messages: only {@link #reveal} gives it. */
public final class Secret {
    private final char[] value;

    public Secret(char[] value) {
        this.value = value.clone();
    }

    /** The first line of a text in UTF-8; the copies made on the way are wiped. */
    static Secret firstLine(byte[] utf8) {
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(utf8));
        char[] characters = text.array();
        int end = 0;
        while (end < text.limit() && characters[end] != '\n' && characters[end] != '\r') {
            end++;
        }
        char[] line = Arrays.copyOf(characters, end);
        try {
            return new Secret(line);
        } finally {
            Arrays.fill(line, '\0');
            Arrays.fill(characters, '\0');
        }
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    /** Whether this is what was shown; how long that takes tells no more than a length. */
    public boolean matches(String shown) {
        return matches(shown.getBytes(StandardCharsets.UTF_8));
    }

    private boolean matches(byte[] shown) {
        byte[] own = bytes();
        try {
            return MessageDigest.isEqual(shown, own);
        } finally {
            Arrays.fill(own, (byte) 0);
            Arrays.fill(shown, (byte) 0);
        }
    }

    /** A copy of the password, for the caller to wipe. */
    public char[] reveal() {
        return value.clone();
    }

    /** Whether it is the same password, so that a configuration read again can be told from a changed one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && matches(secret.bytes());
    }

    @Override
    public int hashCode() {
        return value.length;
    }

    private byte[] bytes() {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(value));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        for (int i = 0; i < bytes.length; i++) {
            encoded.put(i, (byte) 0);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "***";
    }
}
