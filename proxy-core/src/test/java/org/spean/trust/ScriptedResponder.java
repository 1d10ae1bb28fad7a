package org.spean.trust;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** An OCSP responder that answers as a test wants, and writes down what it was asked. */
final class ScriptedResponder implements AutoCloseable {
    /** What was asked: the body of a POST, nothing for others. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asked(String method, String path, byte[] body) {}

    /** What is answered. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, String type, byte[] body) {
        static Answer good(byte[] body) {
            return new Answer(200, "application/ocsp-response", body);
        }

        static Answer error(int status) {
            return new Answer(status, "text/html", new byte[0]);
        }
    }

    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final DisposableServer server;
    private volatile Function<Asked, Answer> script;

    ScriptedResponder(Function<Asked, Answer> first) {
        script = first;
        server = HttpServer.create()
                .bindAddress(TrustWorld::anyPort)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asByteArray()
                        .defaultIfEmpty(new byte[0])
                        .flatMap(body -> {
                            Asked one = new Asked(request.method().name(), request.uri(), body);
                            asked.add(one);
                            Answer answer = script.apply(one);
                            return response.status(HttpResponseStatus.valueOf(answer.status))
                                    .header("Content-Type", answer.type)
                                    .sendByteArray(Mono.just(answer.body))
                                    .then();
                        }))
                .bindNow();
    }

    void answer(Function<Asked, Answer> next) {
        script = next;
    }

    void answer(byte[] always) {
        script = request -> Answer.good(always);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.address()).getPort() + "/ocsp");
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
