package org.spean.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Whole answers of known length. */
final class Text {
    static final String PLAIN = "text/plain; charset=utf-8";
    static final String JSON = "application/json";

    private Text() {}

    static Publisher<Void> send(HttpServerResponse response, int status, String type, String body) {
        return send(response, status, type, body.getBytes(UTF_8));
    }

    static Publisher<Void> send(HttpServerResponse response, int status, String type, byte[] body) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendByteArray(Mono.just(body));
    }
}
