package org.spean.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.spean.audit.Audit;
import org.spean.config.AdminConfig;
import org.spean.net.ClientPortTls;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.net.PeerIdentity;
import org.spean.net.PeerIdentityHandler;
import org.spean.net.PortTls;
import org.spean.net.Remote;
import org.spean.net.RequestDeadline;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The port for operators: hands each request to its resource, if it may be seen. */
public final class AdminPort {
    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_LINE = 4096;
    private static final int CONNECTIONS = 256;

    private final Map<String, AdminResource> resources;
    private final Supplier<AdminConfig> config;
    private final Supplier<@Nullable PortTls> tls;
    private final AdminVisits visits;
    private final ConnectionLimit connections = new ConnectionLimit(() -> CONNECTIONS);

    /**
     * With these resources.
     *
     * @param config asked at each request
     * @param tls asked at each connection; {@code null}: plain HTTP
     * @param audit hears who sees it
     */
    public AdminPort(
            List<? extends AdminResource> resources,
            Supplier<AdminConfig> config,
            Supplier<@Nullable PortTls> tls,
            Audit audit) {
        this.resources = resources.stream().collect(Collectors.toMap(AdminResource::path, Function.identity()));
        this.config = config;
        this.tls = tls;
        this.visits = new AdminVisits(audit);
    }

    /**
     * Binds an address; nothing is accepted until auto-read of the channel is switched on.
     *
     * @param shared whether the address may be one that another socket of ours, made shareable, still listens on
     */
    public Mono<Channel> bind(EventLoops loops, InetSocketAddress address, boolean shared) {
        return HttpServer.create()
                .runOn(loops.group())
                .bindAddress(() -> address)
                .option(ChannelOption.AUTO_READ, false)
                .option(loops.reusePort(), shared)
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(LONGEST_LINE))
                .idleTimeout(IDLE)
                .doOnChannelInit((observer, channel, remote) -> assemble(channel))
                .handle(this::answer)
                .bind()
                .map(DisposableServer::channel);
    }

    private void assemble(Channel channel) {
        if (tls.get() instanceof ClientPortTls secure) {
            channel.pipeline()
                    .addFirst(
                            connections,
                            secure.handler(channel),
                            new PeerIdentityHandler(),
                            new RequestDeadline(PATIENCE));
        } else {
            channel.pipeline().addFirst(connections, new RequestDeadline(PATIENCE));
        }
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            return response.header(HttpHeaderNames.ALLOW, "GET, HEAD")
                    .status(HttpResponseStatus.METHOD_NOT_ALLOWED)
                    .send();
        }
        String path = path(request.uri());
        AdminResource resource = resources.get(path);
        if (resource != null && resource.forEverybody()) {
            return resource.answer(response);
        }
        PeerIdentity identity = identity(request);
        boolean granted = Access.granted(config.get(), request.requestHeaders(), identity);
        visits.seen(Access.who(config.get(), identity, granted), from(request), path, granted);
        if (!granted) {
            return refused(response);
        }
        return resource == null
                ? Text.send(response, 404, Text.PLAIN, "There is nothing at this path\n")
                : resource.answer(response);
    }

    /** As it is asked for, neither decoded nor resolved: what is there has a plain path, and there is nothing at any other. */
    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private Publisher<Void> refused(HttpServerResponse response) {
        if (config.get().token() == null) {
            return Text.send(
                    response,
                    403,
                    Text.PLAIN,
                    config.get().open()
                            ? "Ask by the address of this machine or as localhost\n"
                            : "Show a certificate of admin.clients\n");
        }
        return Text.send(
                response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Spean: the token is the password\""),
                401,
                Text.PLAIN,
                "Show the token of admin.tokenFile\n");
    }

    private static String from(HttpServerRequest request) {
        return Remote.address(request.remoteAddress());
    }

    private static @Nullable PeerIdentity identity(HttpServerRequest request) {
        PeerIdentity[] found = new PeerIdentity[1];
        request.withConnection(connection -> found[0] = PeerIdentity.of(connection.channel()));
        return found[0];
    }
}
