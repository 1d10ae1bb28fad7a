package org.spean.multipart;

import io.netty.buffer.ByteBuf;

/** Hears the parts of one multipart, in order. What it throws passes through {@link MultipartParser#feed}. */
public interface PartListener {
    /** A part begins. */
    void partBegins(PartHead head);

    /** Bytes of the current part. The listener owns the buffer. */
    void content(ByteBuf data);

    /** The current part is over. */
    void partEnds();

    /** The closing boundary has come. */
    void multipartEnds();
}
