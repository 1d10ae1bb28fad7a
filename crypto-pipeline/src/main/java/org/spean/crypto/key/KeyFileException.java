package org.spean.crypto.key;

import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A file of keys, or a module that leads to them, cannot be used. The message is one line: the file and the reason. */
public final class KeyFileException extends GeneralSecurityException {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** @param reason in half a line */
    public KeyFileException(Path file, String reason) {
        super(file + ": " + reason);
        this.reason = reason;
    }

    /** @param reason in half a line */
    public KeyFileException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
        this.reason = reason;
    }

    /** The message without the file. */
    String reason() {
        return reason;
    }
}
