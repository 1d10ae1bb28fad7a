package org.spean.admin;

import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** Something to {@code GET} on the admin port. Runs on an event loop beside the data plane: must not block. */
public interface AdminResource {

    /** Its path, as in {@code /metrics}. */
    String path();

    /** Whether it is shown to everybody who reaches the port: it must tell nothing that matters. */
    default boolean forEverybody() {
        return false;
    }

    /** Sends the answer; headers that hold for all resources are set already. */
    Publisher<Void> answer(HttpServerResponse response);
}
