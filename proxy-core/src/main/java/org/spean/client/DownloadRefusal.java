package org.spean.client;

import io.netty.handler.codec.http.HttpResponseStatus;

/** Why there is nothing to download, as its client is told: a status and a line of text (UG-SIGDOC, 2.5). */
final class DownloadRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    DownloadRefusal(HttpResponseStatus status, String message) {
        super(message, null, false, false);
        this.status = status.code();
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
