package org.spean.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.config.Limits;
import org.spean.config.ServiceConfig;
import org.spean.exchange.FarListener;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.fault.SoapFaultReader;
import org.spean.message.AttachmentHead;
import org.spean.message.MessageEvent;
import org.spean.message.SoapMessage;
import org.spean.message.SoapRequest;
import org.spean.message.SoapResponse;
import org.spean.soap.RequestHashSplice;
import org.spean.soap.SoapBodyReader;
import org.spean.soap.SoapBodyWriter;
import org.spean.soap.SoapReader;

/**
 * One SOAP call: the client's message as it was sent goes to the service, and its answer, with the hash of the request put
 * in, becomes the response (PR-MESS, 2.2). A SOAP fault of the service ends the exchange with that fault.
 */
final class SoapCall extends HttpCall implements SoapBodyReader.Listener {

    private final ServiceConfig service;
    private final SoapRequest request;
    private final String requestHash;
    private final Limits limits;
    private final SoapBodyWriter writer;
    private @Nullable SoapBodyReader reader;
    private String contentType = "";

    SoapCall(
            ServiceConfig service,
            SoapRequest request,
            String requestHash,
            long length,
            Limits limits,
            FarListener listener) {
        super(listener);
        this.service = service;
        this.request = request;
        this.requestHash = requestHash;
        this.limits = limits;
        this.writer = new SoapBodyWriter(request, length >= 0);
    }

    // ---- the request

    @Override
    HttpRequest head() {
        URI url = service.url();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path);
        head.headers()
                .set(HttpHeaderNames.HOST, url.getRawAuthority())
                .set(HttpHeaderNames.CONTENT_TYPE, writer.contentType());
        if (request.soapAction() != null) {
            head.headers().set("SOAPAction", request.soapAction());
        }
        if (writer.length() >= 0) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, writer.length());
        } else {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return head;
    }

    @Override
    void opening(ChannelHandlerContext ctx) {
        write(ctx, writer.begin(ctx.alloc()));
    }

    @Override
    void attachment(ChannelHandlerContext ctx, AttachmentHead attachment) {
        write(ctx, writer.attachment(ctx.alloc(), attachment));
    }

    @Override
    void closing(ChannelHandlerContext ctx) {
        write(ctx, writer.end(ctx.alloc()));
    }

    // ---- the answer

    @Override
    boolean bodiless(int status) {
        return status == 204 || status == 304;
    }

    @Override
    void answerBegins(HttpResponse response) {
        int status = response.status().code();
        if (status != 200 && status != 500) { // 500 is how SOAP over HTTP tells a fault
            throw FaultException.of(
                    FaultCode.SERVICE_FAILED_HTTP_ERROR,
                    Origin.SERVER_PROXY,
                    "The service answered with HTTP status " + status);
        }
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
        contentType = type == null ? "" : type;
        if (status == 500 && type != null && !type.regionMatches(true, 0, "text/xml", 0, "text/xml".length())) {
            throw FaultException.of(
                    FaultCode.SERVICE_FAILED_HTTP_ERROR,
                    Origin.SERVER_PROXY,
                    "The service answered with HTTP status 500");
        }
        blamed(() -> reader = new SoapBodyReader(
                type, limits.messageBytes(), limits.headerBytes(), limits.attachments(), Origin.SERVER_PROXY, this));
    }

    @Override
    void answerContent(ByteBuf data) {
        SoapBodyReader taking = Objects.requireNonNull(reader);
        blamed(() -> taking.feed(data));
    }

    @Override
    void answerEnds() {
        blamed(Objects.requireNonNull(reader)::end);
    }

    @Override
    public void envelope(byte[] octets, HttpHeaders mimeHeaders) {
        SoapMessage answer = SoapReader.read(octets, Origin.SERVER_PROXY);
        if (answer == null) {
            Fault fault = SoapFaultReader.readOfService(octets, contentType);
            throw fault == null
                    ? FaultException.of(FaultCode.INVALID_SOAP, Origin.SERVER_PROXY, "Malformed SOAP fault")
                    : new FaultException(fault);
        }
        String differing = SoapResponse.differing(request.message(), answer);
        if (differing != null) {
            throw FaultException.of(
                    FaultCode.INCONSISTENT_HEADERS,
                    Origin.SERVER_PROXY,
                    "Field '" + differing + "' does not match in request and response");
        }
        told(new SoapResponse(RequestHashSplice.into(answer, requestHash), mimeHeaders, contentType));
    }

    @Override
    public void attachment(MessageEvent event) {
        told(event);
    }

    /** What the reader finds wrong is the service's failure. */
    private static void blamed(Runnable reading) {
        try {
            reading.run();
        } catch (FaultException e) {
            throw e.fault() instanceof OwnFault own && own.origin() == Origin.SERVER_PROXY
                    ? new FaultException(new OwnFault(
                            own.code().ofService(), own.origin(), own.message(), own.detail(), own.cause()))
                    : e;
        }
    }

    @Override
    FaultCode connectionFault() {
        return FaultCode.SERVICE_FAILED_NETWORK_ERROR;
    }

    @Override
    public void release(boolean clean) {
        if (reader != null) {
            reader.close();
        }
        super.release(clean);
    }
}
