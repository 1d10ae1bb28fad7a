package org.spean.client;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.spean.fault.Fault;
import org.spean.fault.FaultStyle;
import org.spean.fault.RenderedFault;
import org.spean.fault.RestFaultRenderer;
import org.spean.message.Header;
import org.spean.message.ResponseHead;
import org.spean.message.RestResponse;

/** The service's status, headers and body; faults in JSON or XML (PR-REST, 4.3 and 4.6). */
final class RestAnswer implements AnswerForm {

    /** The response part has let only tokens and text pass. */
    private static final HttpHeadersFactory CHECKED_ALREADY =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final HttpRequest request;
    private final FaultStyle faultStyle;

    RestAnswer(HttpRequest request, FaultStyle faultStyle) {
        this.request = request;
        this.faultStyle = faultStyle;
    }

    @Override
    public HttpResponse head(ResponseHead response, long length) {
        RestResponse rest = (RestResponse) response;
        HttpResponse head = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, new HttpResponseStatus(rest.status(), rest.reason()), CHECKED_ALREADY);
        for (Header header : rest.headers()) {
            head.headers().add(header.name(), header.value());
        }
        if (length >= 0) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        } else if (!bodiless(rest.status())) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        }
        return head;
    }

    private boolean bodiless(int status) {
        return status == 204 || status == 304 || request.method().equals(HttpMethod.HEAD);
    }

    @Override
    public FullHttpResponse fault(Fault fault) {
        RenderedFault rendered =
                RestFaultRenderer.render(fault, faultStyle, request.headers().get(HttpHeaderNames.ACCEPT));
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(rendered.status()),
                Unpooled.wrappedBuffer(rendered.body()));
        response.headers()
                .set("X-Road-Error", rendered.type())
                .set(HttpHeaderNames.CONTENT_TYPE, rendered.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, rendered.body().length);
        return response;
    }
}
