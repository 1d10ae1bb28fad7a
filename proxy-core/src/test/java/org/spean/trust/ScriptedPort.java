package org.spean.trust;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A peer's port 5577 that gives the same answer to everybody, and writes down what it was asked. */
final class ScriptedPort implements AutoCloseable {
    private final AtomicInteger requests = new AtomicInteger();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final DisposableServer server;
    private volatile List<byte[]> answer;

    ScriptedPort(List<byte[]> responses) {
        answer = responses;
        server = HttpServer.create()
                .bindAddress(TrustWorld::anyPort)
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    asked.add(request.uri());
                    return response.header("Content-Type", OcspMultipart.contentType("b"))
                            .sendByteArray(Mono.just(OcspMultipart.write("b", answer)));
                })
                .bindNow();
    }

    void answer(List<byte[]> next) {
        answer = next;
    }

    /** What was asked: path and query. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    int port() {
        return ((InetSocketAddress) server.address()).getPort();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
