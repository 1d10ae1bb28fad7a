package org.spean.admin;

import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /api/status}: how the gateway stands, and its configuration in force. */
final class StatusResource implements AdminResource {
    private final StatusReader reader;

    StatusResource(StatusReader reader) {
        this.reader = reader;
    }

    @Override
    public String path() {
        return "/api/status";
    }

    @Override
    public Publisher<Void> answer(HttpServerResponse response) {
        return Text.send(response, 200, Text.JSON, StatusJson.bytes(reader.read(true)));
    }
}
