package org.spean.importer;

import org.jspecify.annotations.Nullable;

/** Why nothing was imported, in one line for the operator: the input, then the reason. Passwords are never in it. */
public final class ImportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImportException(Object input, String reason) {
        this(input, reason, null);
    }

    /** Of one that names its input itself. */
    ImportException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    ImportException(Object input, String reason, @Nullable Throwable cause) {
        super((input + ": " + reason).strip().replaceAll("\\s*[\\r\\n]+\\s*", " "), cause);
    }
}
