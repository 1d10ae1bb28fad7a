package org.spean.testbed.authority;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An OCSP responder over HTTP, GET and POST (RFC 6960, appendix A). How it behaves can be changed while it runs; the
 * status of single certificates is set at the {@link CertificateAuthority}.
 */
public final class OcspResponder implements AutoCloseable {

    private final OcspAnswers answers;
    private final InstantSource clock;
    private final DisposableServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile OcspBehaviour behaviour = OcspBehaviour.NORMAL;

    private OcspResponder(OcspAnswers answers, InetSocketAddress address, InstantSource clock) {
        this.answers = answers;
        this.clock = clock;
        this.server = HttpServer.create()
                .bindAddress(() -> address)
                .handle(this::handle)
                .bindNow();
    }

    /** Starts a responder; port 0 takes a free one. */
    public static OcspResponder start(OcspAnswers answers, InetSocketAddress address, InstantSource clock) {
        return new OcspResponder(answers, address, clock);
    }

    /** Where it is reached. */
    public URI uri() {
        InetSocketAddress address = (InetSocketAddress) server.address();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** Changes how it behaves from the next request on. */
    public void behave(OcspBehaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    /** How many requests have arrived, answered or not. */
    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        requests.incrementAndGet();
        OcspBehaviour now = behaviour;
        if (!now.up()) {
            return Mono.fromRunnable(() -> response.withConnection(Connection::dispose));
        }
        Mono<byte[]> answered = body(request).flatMap(bytes -> Mono.fromCallable(() -> answer(bytes, now)));
        if (!now.delay().isZero()) {
            answered = answered.delayElement(now.delay());
        }
        return answered.flatMap(bytes -> response.status(HttpResponseStatus.OK)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/ocsp-response")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then());
    }

    private byte[] answer(byte[] request, OcspBehaviour now) throws IOException {
        try {
            return answers.answer(request, now, clock.instant());
        } catch (IOException e) {
            return OcspAnswers.malformedRequest();
        }
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        if (request.method().name().equals("POST")) {
            return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]);
        }
        return Mono.fromCallable(() -> decodeGet(request.uri()))
                .onErrorReturn(IllegalArgumentException.class, new byte[0]);
    }

    /** The path of a GET is the percent-encoded Base64 of the request, which may itself contain slashes. */
    private static byte[] decodeGet(String path) {
        String base64 = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.US_ASCII);
        return Base64.getDecoder().decode(base64.startsWith("/") ? base64.substring(1) : base64);
    }
}
