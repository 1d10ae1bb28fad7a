package org.spean.multipart;

/** The framing of a multipart is broken: the message names the rule. It has no stack trace. */
public final class MultipartException extends RuntimeException {
    public MultipartException(String message) {
        super(message, null, false, false);
    }
}
