package org.spean.service;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import org.spean.config.ServiceConfig;
import org.spean.exchange.FarListener;
import org.spean.fault.FaultCode;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.Header;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;

/**
 * One REST call: the request part becomes an HTTP request, the service's answer a response part (PR-REST 4.3). Path and
 * query go on as the client sent them. A REST body has no head of its own.
 */
final class RestCall extends HttpCall {

    /** The request part has let only tokens and text pass. */
    private static final HttpHeadersFactory CHECKED_ALREADY =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final RestRequest request;
    private final String requestHash;
    private final HttpRequest head;

    RestCall(ServiceConfig service, RestRequest request, String requestHash, long length, FarListener listener) {
        super(listener);
        this.request = request;
        this.requestHash = requestHash;
        this.head = head(service, request, length);
    }

    private static HttpRequest head(ServiceConfig service, RestRequest request, long length) {
        URI url = service.url();
        String base = url.getRawPath() == null ? "" : url.getRawPath();
        String path = base + request.servicePath();
        String target = (path.isEmpty() ? "/" : path) + (request.query() == null ? "" : "?" + request.query());
        HttpRequest head = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.verb()), target, CHECKED_ALREADY);
        for (Header header : request.headers()) {
            head.headers().add(header.name(), header.value());
        }
        head.headers().set(HttpHeaderNames.HOST, url.getRawAuthority());
        if (length >= 0) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        } else if (expectsBody(request.verb())) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        }
        return head;
    }

    private static boolean expectsBody(String verb) {
        return verb.equals("POST") || verb.equals("PUT") || verb.equals("PATCH");
    }

    @Override
    HttpRequest head() {
        return head;
    }

    @Override
    boolean bodiless(int status) {
        return status == 204 || status == 304 || request.verb().equals("HEAD");
    }

    @Override
    void answerBegins(HttpResponse response) {
        int status = response.status().code();
        told(RestResponse.compose(status, response.status().reasonPhrase(), response.headers(), request, requestHash));
        if (!bodiless(status)) {
            told(AttachmentHead.BODY);
        }
    }

    @Override
    void answerContent(ByteBuf data) {
        told(new Content(data));
    }

    @Override
    void answerEnds() {}

    @Override
    FaultCode connectionFault() {
        return FaultCode.NETWORK_ERROR;
    }
}
