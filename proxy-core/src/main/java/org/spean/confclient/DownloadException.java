package org.spean.confclient;

import org.jspecify.annotations.Nullable;

/** The configuration cannot be downloaded, and what is on disk stays. The message is one line, for the operator. */
public final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    DownloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
