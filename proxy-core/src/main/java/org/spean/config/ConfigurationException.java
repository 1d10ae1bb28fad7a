package org.spean.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file that cannot be used. The message is one line, {@code file: key: reason}, for the operator: it may
 * name paths and must never reach a client or a peer.
 */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** Makes the one line; {@code key} is a key of a YAML file or an element of an XML file, absent for the whole. */
    public ConfigurationException(Path file, @Nullable String key, String reason) {
        this(file, key, reason, null);
    }

    public ConfigurationException(Path file, @Nullable String key, String reason, @Nullable Throwable cause) {
        super(file + ": " + (key == null || key.isEmpty() ? "" : key + ": ") + oneLine(reason), cause);
        this.reason = oneLine(reason);
    }

    /** The reason alone, without file and key. */
    public String reason() {
        return reason;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
