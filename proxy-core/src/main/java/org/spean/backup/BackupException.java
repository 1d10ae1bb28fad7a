package org.spean.backup;

/** A backup cannot be made, read or put back; nothing was changed. The message is one line for the operator. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
