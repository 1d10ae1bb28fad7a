package org.spean.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code /api/events}: the status once a second as server-sent events, without the configuration in force. However many listen, it
 * is put together once; a listener that is slow misses some.
 */
final class EventsResource implements AdminResource {
    private static final int MOST_LISTENERS = 32;

    private final AtomicInteger listeners = new AtomicInteger();
    private final Flux<byte[]> events;

    EventsResource(StatusReader reader) {
        events = Flux.interval(Duration.ZERO, Duration.ofSeconds(1))
                .onBackpressureDrop()
                .map(tick -> event(StatusJson.bytes(reader.read(false))))
                .replay(1)
                .refCount();
    }

    private static byte[] event(byte[] json) {
        byte[] event = new byte[json.length + 8];
        System.arraycopy("data: ".getBytes(UTF_8), 0, event, 0, 6);
        System.arraycopy(json, 0, event, 6, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    @Override
    public String path() {
        return "/api/events";
    }

    @Override
    public Publisher<Void> answer(HttpServerResponse response) {
        if (listeners.incrementAndGet() > MOST_LISTENERS) {
            listeners.decrementAndGet();
            return Text.send(response, 503, Text.PLAIN, "There are " + MOST_LISTENERS + " listeners already\n");
        }
        Flux<ByteBuf> body = events.onBackpressureLatest().map(Unpooled::wrappedBuffer);
        return Mono.from(response.sse().send(body, any -> true)).doFinally(end -> listeners.decrementAndGet());
    }
}
