package org.spean.wire;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import org.spean.golden.Capture;
import org.spean.golden.Part;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The provider's service: answers what the captured service answered, and remembers what it was asked. */
final class ReplayService implements AutoCloseable {

    /** A request as the service saw it; {@code headers} are lines of name and value, joined by a colon. */
    record Seen(String method, String target, List<String> headers, String body) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int status, String reason, List<String> headers, byte[] body) {
        private static final int ADDED = 5; // by the provider's security server, at the end

        private static String type(Capture response) {
            return Objects.requireNonNull(response.header("x-original-content-type"));
        }

        static Answer in(Capture response) {
            if (!response.rest()) {
                return SoapForm.isFault(response)
                        ? new Answer(500, "Error", List.of("Content-Type:" + type(response)), response.message())
                        : new Answer(
                                200, "OK", List.of("Content-Type:" + type(response)), SoapForm.ofService(response));
            }
            List<String> lines = new String(response.message(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<Part> body = response.attachments();
            return new Answer(
                    Integer.parseInt(lines.getFirst()),
                    lines.get(1),
                    lines.subList(2, lines.size() - ADDED),
                    body.isEmpty() ? new byte[0] : body.getFirst().content());
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final DisposableServer server;
    private volatile Answer answer = new Answer(200, "OK", List.of(), new byte[0]);

    private ReplayService(InetSocketAddress address) {
        server = HttpServer.create()
                .bindAddress(() -> address)
                .handle(this::handle)
                .bindNow();
    }

    static ReplayService start(InetSocketAddress address) {
        return new ReplayService(address);
    }

    String url() {
        return "http://" + server.host() + ":" + server.port() + "/api";
    }

    /** From now on answers as in this response. */
    void answerAsIn(Capture response) {
        answer = Answer.in(response);
    }

    /** All requests since the last call. */
    List<Seen> seen() {
        List<Seen> all = new ArrayList<>(seen);
        seen.clear();
        return all;
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> answer(request, body, response));
    }

    private Mono<Void> answer(HttpServerRequest request, byte[] body, HttpServerResponse response) {
        List<String> headers = request.requestHeaders().entries().stream()
                .map(header -> header.getKey() + ":" + header.getValue())
                .toList();
        seen.add(new Seen(
                request.method().name(), request.uri(), headers, new String(body, StandardCharsets.ISO_8859_1)));
        Answer now = answer;
        response.status(new HttpResponseStatus(now.status(), now.reason()));
        for (String header : now.headers()) {
            int colon = header.indexOf(':');
            response.addHeader(header.substring(0, colon), header.substring(colon + 1));
        }
        if (now.status() != 204) {
            response.header("Content-Length", Integer.toString(now.body().length));
        }
        return now.body().length == 0
                ? response.send().then()
                : response.sendByteArray(Mono.just(now.body())).then();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
