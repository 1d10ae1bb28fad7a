package org.spean.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.spean.fault.Fault;
import org.spean.message.AttachmentHead;
import org.spean.message.ResponseHead;

/** How the answer to one request looks over HTTP: a REST and a SOAP class. What it gives belongs to the caller. */
interface AnswerForm {

    /**
     * Head of the answer, with all headers of the message.
     *
     * @param length bytes of all attachments, -1 when there are none
     */
    HttpResponse head(ResponseHead response, long length);

    /** Content before the first attachment; {@code null} when there is none. */
    default @Nullable ByteBuf opening(ByteBufAllocator allocator) {
        return null;
    }

    /** Content in front of an attachment's; {@code null} when there is none. */
    default @Nullable ByteBuf attachment(ByteBufAllocator allocator, AttachmentHead attachment) {
        return null;
    }

    /** Content behind all attachments; {@code null} when there is none. */
    default @Nullable ByteBuf closing(ByteBufAllocator allocator) {
        return null;
    }

    /** A fault as the whole answer. */
    FullHttpResponse fault(Fault fault);
}
