package org.spean.client;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.spean.fault.Fault;
import org.spean.message.ResponseHead;

/** A WSDL alone, with nothing of the message that brought it; faults as of {@code getWsdl}. */
final class WsdlAnswer implements AnswerForm {

    private final HttpRequest request;
    private final AnswerForm faults;

    WsdlAnswer(HttpRequest request, AnswerForm faults) {
        this.request = request;
        this.faults = faults;
    }

    /** Of unknown length: what else the provider may have attached is left out. */
    @Override
    public HttpResponse head(ResponseHead response, long length) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/xml"); // in the encoding that it declares
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE); // where its end is
        } else {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return head;
    }

    @Override
    public FullHttpResponse fault(Fault fault) {
        return faults.fault(fault);
    }
}
