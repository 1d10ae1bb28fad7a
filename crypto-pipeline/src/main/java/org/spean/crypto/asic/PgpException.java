package org.spean.crypto.asic;

import java.io.IOException;

/** An OpenPGP key or message cannot be used. The message is one line and names the key or the rule. */
public final class PgpException extends IOException {
    private static final long serialVersionUID = 1;

    PgpException(String message) {
        super(message);
    }

    PgpException(String message, Throwable cause) {
        super(message, cause);
    }
}
