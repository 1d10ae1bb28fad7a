package org.spean.peer;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEvent;
import org.spean.multipart.ContentType;
import org.spean.multipart.MultipartException;
import org.spean.multipart.MultipartParser;
import org.spean.multipart.PartHead;
import org.spean.multipart.PartListener;

/** Makes events of the multipart within a part that holds the attachments of a SOAP message (PR-MESSTRANSP, 3.1). */
final class AttachmentReader implements PartListener {
    private final Origin origin;
    private final Consumer<MessageEvent> events;
    private final MultipartParser parser;
    private final int most;
    private int number;

    /** @param head of the part around it */
    AttachmentReader(PartHead head, PartLimits limits, Origin origin, Consumer<MessageEvent> events) {
        this.origin = origin;
        this.most = limits.attachments();
        this.events = events;
        ContentType type = head.contentType();
        String boundary = type == null ? null : type.boundary();
        if (boundary == null) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE,
                    origin,
                    "The part of the attachments has a boundary of 1 to 70 printable characters");
        }
        this.parser = new MultipartParser(boundary, limits.headers());
    }

    /** Takes the next bytes of the part over. */
    void feed(ByteBuf data) {
        try {
            parser.feed(data, this);
        } catch (MultipartException e) {
            throw malformed(e);
        } finally {
            data.release();
        }
    }

    /** The part is over. */
    void end() {
        try {
            parser.finish();
        } catch (MultipartException e) {
            throw malformed(e);
        }
    }

    private FaultException malformed(MultipartException e) {
        return FaultException.of(FaultCode.INVALID_MESSAGE, origin, "Malformed attachments: " + e.getMessage());
    }

    @Override
    public void partBegins(PartHead head) {
        if (++number > most) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE, origin, "A message has at most " + most + " attachments");
        }
        events.accept(new AttachmentHead(number, head.headers()));
    }

    @Override
    public void content(ByteBuf data) {
        events.accept(new Content(data));
    }

    @Override
    public void partEnds() {}

    @Override
    public void multipartEnds() {}
}
