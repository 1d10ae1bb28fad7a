package org.spean.message;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * An attachment begins; its bytes follow as {@link Content}.
 *
 * @param number from 1 as in {@code /attachment1}; a REST body is attachment 1
 * @param headers MIME headers as they came: not signed, so foreign input to the end
 */
public record AttachmentHead(int number, HttpHeaders headers) implements MessageEvent {
    /** The body of a REST message, which has no headers of its own. */
    public static final AttachmentHead BODY = new AttachmentHead(1, EmptyHttpHeaders.INSTANCE);
}
