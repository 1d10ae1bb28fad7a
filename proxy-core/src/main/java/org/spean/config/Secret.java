package org.spean.config;

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

    @Override
    public String toString() {
        return "***";
    }
}
