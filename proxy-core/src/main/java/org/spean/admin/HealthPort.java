package org.spean.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.spean.health.Health;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.net.RequestDeadline;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/**
 * X-Road's health check for load balancers: whatever is asked, 200 when the gateway can do its work, else 500 with the reasons.
 */
public final class HealthPort {
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 256;

    private final Health health;
    private final ConnectionLimit connections = new ConnectionLimit(() -> CONNECTIONS);

    public HealthPort(Health health) {
        this.health = health;
    }

    /** Binds an address, as {@link AdminPort#bind} does. */
    public Mono<Channel> bind(EventLoops loops, InetSocketAddress address, boolean shared) {
        return HttpServer.create()
                .runOn(loops.group())
                .bindAddress(() -> address)
                .option(ChannelOption.AUTO_READ, false)
                .option(loops.reusePort(), shared)
                .idleTimeout(IDLE)
                .doOnChannelInit((observer, channel, remote) ->
                        channel.pipeline().addFirst(connections, new RequestDeadline(IDLE)))
                .handle((request, response) -> answer(response))
                .bind()
                .map(DisposableServer::channel);
    }

    private Publisher<Void> answer(HttpServerResponse response) {
        Health.Verdict verdict = health.verdict();
        return verdict.good()
                ? Text.send(response, 200, Text.PLAIN, "")
                : Text.send(response, 500, Text.PLAIN, String.join("\n", verdict.troubles()) + "\n");
    }
}
