package org.spean.messagelog;

import org.jspecify.annotations.Nullable;

/** A record could not be made durable in time, or the store is unusable. The text is for the operator. */
public final class MessageLogException extends RuntimeException {

    public MessageLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
