package org.spean.globalconf;

import java.nio.charset.StandardCharsets;

/** What may name an instance, as it also names a folder of the tree. */
public final class InstanceName {
    private static final int MAX_BYTES = 200;

    private InstanceName() {}

    /** Whether a text names an instance: neither empty nor hidden, no path, nothing invisible. */
    public static boolean good(String text) {
        if (text.isBlank() || text.startsWith(".") || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return false;
        }
        return text.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }
}
