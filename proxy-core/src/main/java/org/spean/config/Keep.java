package org.spean.config;

/** How much of a message the message log keeps; signature, hash chain and digests are kept always. */
public enum Keep {
    /** The whole message with its body: X-Road's message body logging. */
    FULL,
    /** Of REST the whole message part without the body, of SOAP the envelope: what is kept can be verified. */
    HEADERS,
    /** What identifies the message: X-Road without message body logging. */
    METADATA
}
