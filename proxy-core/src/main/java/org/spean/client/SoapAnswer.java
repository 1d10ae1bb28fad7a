package org.spean.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.fault.Fault;
import org.spean.fault.FaultStyle;
import org.spean.fault.ServiceSoapFault;
import org.spean.fault.SoapFaultRenderer;
import org.spean.message.AttachmentHead;
import org.spean.message.ResponseHead;
import org.spean.message.SoapHead;
import org.spean.soap.SoapBodyWriter;

/** The service's message in the form it sent; faults as envelopes with status 200, as X-Road has it (PR-MESS, 2.5). */
final class SoapAnswer implements AnswerForm {

    private final HttpRequest request;
    private final FaultStyle faultStyle;
    private @Nullable SoapBodyWriter writer;

    SoapAnswer(HttpRequest request, FaultStyle faultStyle) {
        this.request = request;
        this.faultStyle = faultStyle;
    }

    @Override
    public HttpResponse head(ResponseHead response, long length) {
        SoapBodyWriter body = new SoapBodyWriter((SoapHead) response, length >= 0);
        writer = body;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, body.contentType());
        if (body.length() >= 0) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE); // where its end is
        } else {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return head;
    }

    private SoapBodyWriter writer() {
        return Objects.requireNonNull(writer);
    }

    @Override
    public ByteBuf opening(ByteBufAllocator allocator) {
        return writer().begin(allocator);
    }

    @Override
    public ByteBuf attachment(ByteBufAllocator allocator, AttachmentHead attachment) {
        return writer().attachment(allocator, attachment);
    }

    @Override
    public ByteBuf closing(ByteBufAllocator allocator) {
        return writer().end(allocator);
    }

    @Override
    public FullHttpResponse fault(Fault fault) {
        byte[] envelope = SoapFaultRenderer.render(fault, faultStyle);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(envelope));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType(fault))
                .set("SOAPAction", "")
                .set(HttpHeaderNames.CONTENT_LENGTH, envelope.length);
        return response;
    }

    /** A service's own fault passes on in its own character encoding. */
    private static String contentType(Fault fault) {
        return fault instanceof ServiceSoapFault service
                        && service.contentType().regionMatches(true, 0, "text/xml", 0, "text/xml".length())
                ? service.contentType()
                : SoapFaultRenderer.CONTENT_TYPE;
    }
}
