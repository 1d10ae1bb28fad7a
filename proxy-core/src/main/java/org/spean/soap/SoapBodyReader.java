package org.spean.soap;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEvent;
import org.spean.multipart.ContentType;
import org.spean.multipart.MultipartException;
import org.spean.multipart.MultipartParser;
import org.spean.multipart.PartCollector;
import org.spean.multipart.PartHead;
import org.spean.multipart.PartListener;

/**
 * Takes a SOAP message of an information system apart as it arrives: an envelope alone, or as the first part of
 * {@code multipart/related} with attachments behind it (SwA, MTOM; PR-MESS, 2.4). The envelope is held whole, attachments
 * pass through. For one message and one thread; of no further use after an exception.
 */
public final class SoapBodyReader implements PartListener {
    /** Hears what there is in the message. */
    public interface Listener {
        /**
         * The envelope has come.
         *
         * @param mimeHeaders of its part, or its content type alone
         */
        void envelope(byte[] octets, HttpHeaders mimeHeaders);

        /** Next event of an attachment; the listener owns its content. */
        void attachment(MessageEvent event);
    }

    private final Listener listener;
    private final Origin origin;
    private final int maxEnvelope;
    private final int maxAttachments;
    private final HttpHeaders plainHeaders = new DefaultHttpHeaders();
    private final PartCollector envelope = new PartCollector();
    private final @Nullable MultipartParser parser;
    private HttpHeaders mimeHeaders = plainHeaders;
    private int parts;

    /**
     * For one message.
     *
     * @param contentType of the HTTP message
     * @param maxEnvelope bytes of the envelope
     * @param maxHeaders bytes of the headers of one part
     * @param maxAttachments behind the envelope: their digests are held until the message is verified, and a hash chain names
     *     each of them
     * @param origin who is to blame for what is wrong
     * @throws FaultException {@code InvalidContentType} when it is no SOAP message
     */
    public SoapBodyReader(
            @Nullable String contentType,
            int maxEnvelope,
            int maxHeaders,
            int maxAttachments,
            Origin origin,
            Listener listener) {
        this.listener = listener;
        this.origin = origin;
        this.maxEnvelope = maxEnvelope;
        this.maxAttachments = maxAttachments;
        ContentType type = contentType == null ? null : ContentType.parse(contentType);
        if (contentType == null || type == null) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE,
                    origin,
                    contentType == null ? "Could not get content type" : "Malformed content type");
        }
        if (!type.mediaType().equals("multipart/related")) {
            SoapReader.checkContentType(type, origin);
            plainHeaders.add(HttpHeaderNames.CONTENT_TYPE, contentType);
            parser = null;
            return;
        }
        String boundary = type.boundary();
        if (boundary == null) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE,
                    origin,
                    "Content type multipart/related has a boundary of 1 to 70 printable characters");
        }
        parser = MultipartParser.ofForeigners(boundary, maxHeaders);
    }

    /** Takes the next bytes over. */
    public void feed(ByteBuf data) {
        if (parser == null) {
            collect(data);
            return;
        }
        try {
            parser.feed(data, this);
        } catch (MultipartException e) {
            throw malformed(e);
        } finally {
            data.release();
        }
    }

    /** The message is over. */
    public void end() {
        if (parser == null) {
            listener.envelope(envelope.take(), mimeHeaders);
            return;
        }
        try {
            parser.finish();
        } catch (MultipartException e) {
            throw malformed(e);
        }
    }

    /** Gives back what is held. */
    public void close() {
        envelope.clear();
    }

    private FaultException malformed(MultipartException e) {
        return FaultException.of(FaultCode.INVALID_MESSAGE, origin, "Malformed multipart: " + e.getMessage());
    }

    private void collect(ByteBuf data) {
        if (!envelope.add(data, maxEnvelope)) {
            throw FaultException.of(
                    FaultCode.INVALID_SOAP, origin, "The SOAP envelope is longer than " + maxEnvelope + " bytes");
        }
    }

    @Override
    public void partBegins(PartHead head) {
        if (++parts == 1) {
            SoapReader.checkContentType(head.contentType(), origin);
            mimeHeaders = head.headers();
        } else if (parts > maxAttachments + 1) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE, origin, "A message has at most " + maxAttachments + " attachments");
        } else {
            listener.attachment(new AttachmentHead(parts - 1, head.headers()));
        }
    }

    @Override
    public void content(ByteBuf data) {
        if (parts == 1) {
            collect(data);
        } else {
            listener.attachment(new Content(data));
        }
    }

    @Override
    public void partEnds() {
        if (parts == 1) {
            listener.envelope(envelope.take(), mimeHeaders);
        }
    }

    @Override
    public void multipartEnds() {
        if (parts == 0) {
            throw FaultException.of(FaultCode.INVALID_SOAP, origin, "Malformed SOAP message: envelope missing");
        }
    }
}
