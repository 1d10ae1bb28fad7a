package org.spean.soap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.spean.message.AttachmentHead;
import org.spean.message.SoapHead;
import org.spean.multipart.ContentType;
import org.spean.multipart.MultipartWriter;

/**
 * Puts a SOAP message together for an information system, in the form in which the other one sent it: its content type
 * passes on (PR-MESS, 2.2) with a boundary of our own, drawn when the message is whole. Its sender's boundary might stand in
 * its attachments, and the receiver would see other parts than were signed. Where the content type cannot hold the
 * attachments there are, or another boundary, it is SwA.
 */
public final class SoapBodyWriter {
    private static final int BOUNDARY_LETTERS = 30;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SoapHead head;
    private final String contentType;
    private final @Nullable MultipartWriter multipart;

    /** @param attachments whether any are to follow */
    public SoapBodyWriter(SoapHead head, boolean attachments) {
        this.head = head;
        ContentType type = ContentType.parse(head.contentType());
        boolean related = type != null && type.mediaType().equals("multipart/related") && type.boundary() != null;
        String boundary = related || attachments ? boundary() : null;
        if (boundary == null) {
            this.contentType = head.mimeHeaders().get("content-type", "text/xml; charset=UTF-8");
        } else {
            String kept = related ? ContentType.withBoundary(head.contentType(), boundary) : null;
            this.contentType = kept != null ? kept : "multipart/related; type=\"text/xml\"; boundary=" + boundary;
        }
        this.multipart = boundary == null ? null : new MultipartWriter(boundary);
    }

    /** A boundary that nobody can guess and put into an attachment, as X-Road's look. */
    public static String boundary() {
        StringBuilder boundary = new StringBuilder("xroad");
        for (int i = 0; i < BOUNDARY_LETTERS; i++) {
            boundary.append((char) ('a' + RANDOM.nextInt(26)));
        }
        return boundary.toString();
    }

    /** Content type of the HTTP message. */
    public String contentType() {
        return contentType;
    }

    /** Bytes of the whole; -1 when it is a multipart. */
    public long length() {
        return multipart == null ? head.message().octets().length : -1;
    }

    /** What the message begins with: the envelope, with what stands before it. */
    public ByteBuf begin(ByteBufAllocator allocator) {
        byte[] octets = head.message().octets();
        if (multipart == null) {
            return Unpooled.wrappedBuffer(octets);
        }
        ByteBuf out = allocator.ioBuffer(octets.length + 512);
        multipart.open(out, head.mimeHeaders());
        return out.writeBytes(octets);
    }

    /** What stands before the content of an attachment. */
    public ByteBuf attachment(ByteBufAllocator allocator, AttachmentHead attachment) {
        if (multipart == null) {
            throw new IllegalStateException("attachments: none were announced");
        }
        ByteBuf out = allocator.ioBuffer(512);
        multipart.open(out, attachment.headers());
        return out;
    }

    /** What the message ends with; empty, perhaps. */
    public ByteBuf end(ByteBufAllocator allocator) {
        if (multipart == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf out = allocator.ioBuffer(128);
        multipart.close(out);
        return out;
    }
}
