package org.spean.crypto.key;

import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A key file cannot be used. The message is one line: the file and the reason. */
public final class KeyFileException extends GeneralSecurityException {
    private static final long serialVersionUID = 1;

    private final String reason;

    KeyFileException(Path file, String reason) {
        super(file + ": " + reason);
        this.reason = reason;
    }

    KeyFileException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
        this.reason = reason;
    }

    /** The message without the file. */
    String reason() {
        return reason;
    }
}
