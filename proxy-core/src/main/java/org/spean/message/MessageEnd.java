package org.spean.message;

/** The message is over, to the last byte of its framing. */
public enum MessageEnd implements MessageEvent {
    /** The only one. */
    INSTANCE
}
