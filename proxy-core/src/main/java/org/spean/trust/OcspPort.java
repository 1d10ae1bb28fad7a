package org.spean.trust;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.net.EventLoops;
import org.spean.net.ProxyProtocol;
import org.spean.net.RequestDeadline;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The port on which peers ask for the OCSP responses of our certificates: {@code GET /?cert=<sha1 hex>&cert_hash=<sha256
 * hex>}, repeated for several; answered by one part each, in order. {@code HEAD} is a heartbeat. An unknown hash gets 500,
 * as from X-Road.
 */
public final class OcspPort implements AutoCloseable {
    private static final int MOST_HASHES = 16;
    private static final int LONGEST_LINE = 4096;

    /** How long a connection may be idle, and a request take. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DisposableServer server;

    private OcspPort(DisposableServer server) {
        this.server = server;
    }

    /**
     * Binds the port; nothing is accepted until auto-read of its {@linkplain #channel channel} is switched on.
     *
     * @param shared whether the address may be one that another socket of ours, made shareable, still listens on
     * @param boundaries multipart boundaries, a new one each
     * @param first comes first in the pipeline of each connection, to count and bound them
     * @param proxyProtocol whether a proxy before us says whom it speaks for; asked at each connection
     * @param patience how long a connection may be idle, and a request take from its first byte to its answer
     */
    public static Mono<OcspPort> bind(
            EventLoops loops,
            InetSocketAddress address,
            boolean shared,
            OcspStatuses statuses,
            Supplier<String> boundaries,
            ChannelHandler first,
            BooleanSupplier proxyProtocol,
            Duration patience) {
        return HttpServer.create()
                .runOn(loops.group())
                .bindAddress(() -> address)
                .option(ChannelOption.AUTO_READ, false)
                .option(loops.reusePort(), shared)
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(LONGEST_LINE))
                .idleTimeout(patience)
                .doOnChannelInit((observer, channel, remote) -> {
                    RequestDeadline deadline = new RequestDeadline(patience);
                    if (proxyProtocol.getAsBoolean()) {
                        ProxyProtocol.addBelow(channel.pipeline(), first, deadline);
                    } else {
                        channel.pipeline().addFirst(first, deadline);
                    }
                })
                .handle((request, response) -> answer(request, response, statuses, boundaries))
                .bind()
                .map(OcspPort::new);
    }

    /** The listening socket. */
    public Channel channel() {
        return server.channel();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    private static Publisher<Void> answer(
            HttpServerRequest request,
            HttpServerResponse response,
            OcspStatuses statuses,
            Supplier<String> boundaries) {
        if (HttpMethod.HEAD.equals(request.method())) {
            return response.status(HttpResponseStatus.OK).send();
        }
        if (!HttpMethod.GET.equals(request.method())) {
            return response.status(HttpResponseStatus.METHOD_NOT_ALLOWED).send();
        }
        List<byte[]> found = find(new QueryStringDecoder(request.uri()).parameters(), statuses);
        if (found == null) {
            return response.status(HttpResponseStatus.INTERNAL_SERVER_ERROR).send();
        }
        String boundary = boundaries.get();
        byte[] body = OcspMultipart.write(boundary, found);
        return response.header(HttpHeaderNames.CONTENT_TYPE, OcspMultipart.contentType(boundary))
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendByteArray(Mono.just(body));
    }

    /** Null when one of them is not ours, or has no response now. */
    private static @Nullable List<byte[]> find(Map<String, List<String>> query, OcspStatuses statuses) {
        List<String> old = query.getOrDefault("cert", List.of());
        List<String> hashes = old.isEmpty() ? query.getOrDefault("cert_hash", List.of()) : old;
        CertHash.Algorithm algorithm = old.isEmpty() ? CertHash.Algorithm.SHA_256 : CertHash.Algorithm.SHA_1;
        if (hashes.isEmpty() || hashes.size() > MOST_HASHES) {
            return null;
        }
        List<byte[]> found = new ArrayList<>(hashes.size());
        for (String hex : hashes) {
            OcspResponse response = find(algorithm, hex, statuses);
            if (response == null) {
                return null;
            }
            found.add(response.der());
        }
        return found;
    }

    private static @Nullable OcspResponse find(CertHash.Algorithm algorithm, String hex, OcspStatuses statuses) {
        CertHash wanted;
        try {
            wanted = CertHash.ofHex(algorithm, hex);
        } catch (IllegalArgumentException e) {
            return null;
        }
        Collection<X509Certificate> ours = statuses.kept();
        for (X509Certificate certificate : ours) {
            CertHash hash =
                    algorithm == CertHash.Algorithm.SHA_1 ? CertHash.sha1(certificate) : CertHash.sha256(certificate);
            if (Objects.equals(hash, wanted)) {
                return statuses.current(certificate);
            }
        }
        return null;
    }

    /** Closes the port. */
    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(3));
    }
}
