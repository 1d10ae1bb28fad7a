package org.spean.trust;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A peer's port 5577 that gives the same answer to everybody. */
final class ScriptedPort implements AutoCloseable {
    private final AtomicInteger requests = new AtomicInteger();
    private final DisposableServer server;

    ScriptedPort(List<byte[]> responses) {
        server = HttpServer.create()
                .bindAddress(TrustWorld::anyPort)
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    return response.header("Content-Type", OcspMultipart.contentType("b"))
                            .sendByteArray(Mono.just(OcspMultipart.write("b", responses)));
                })
                .bindNow();
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
