package org.spean.admin;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.spean.net.EventLoops;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /live}: whether every event loop still runs what it is given; if not, only a new process helps. */
final class LiveResource implements AdminResource {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<EventLoops> loops;

    LiveResource(Supplier<EventLoops> loops) {
        this.loops = loops;
    }

    @Override
    public String path() {
        return "/live";
    }

    @Override
    public boolean forEverybody() {
        return true;
    }

    @Override
    public Publisher<Void> answer(HttpServerResponse response) {
        return Flux.fromIterable(loops.get().group())
                .flatMap(LiveResource::turns)
                .then(Mono.just(true))
                .timeout(PATIENCE)
                .onErrorReturn(false)
                .flatMap(alive -> Mono.from(
                        alive
                                ? Text.send(response, 200, Text.PLAIN, "live\n")
                                : Text.send(response, 503, Text.PLAIN, "An event loop stands still\n")));
    }

    private static Mono<Void> turns(EventExecutor loop) {
        return Mono.create(sink -> loop.execute(sink::success));
    }
}
