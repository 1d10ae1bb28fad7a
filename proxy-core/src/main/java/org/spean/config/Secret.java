package org.spean.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A password, kept out of logs and messages: only {@link #reveal} gives it. */
public final class Secret {
    private final char[] value;

    public Secret(char[] value) {
        this.value = value.clone();
    }

    /** A copy of the password, for the caller to wipe. */
    public char[] reveal() {
        return value.clone();
    }

    /** Whether it is the same password, so that a configuration read again can be told from a changed one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return value.length;
    }

    private byte[] bytes() {
        return new String(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "***";
    }
}
