package org.spean.testbed.globalconf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A configuration source: signs the directories {@code internalconf} and {@code externalconf} of every version from 2 to
 * 6 and serves them with their parts over HTTP, or HTTPS, as a central server does. Keys, content and behaviour can be
 * changed while it runs. Safe for use by several threads.
 */
public final class ConfSource implements AutoCloseable {
    private static final byte[] HUGE = new byte[2 << 20];
    private static final long CLAIMED = 300L << 20;

    static {
        Arrays.fill(HUGE, (byte) '\n');
    }

    private final DisposableServer server;
    private final boolean https;
    private final InstantSource clock;
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private volatile SourceBehaviour behaviour = SourceBehaviour.NORMAL;
    private volatile PublishedConf published;
    private volatile PublishedConf before;
    private volatile int newest = 6;

    private ConfSource(
            ConfContent content, InetSocketAddress address, @Nullable Issued tls, KeyKind keys, InstantSource clock) {
        this.clock = clock;
        this.https = tls != null;
        this.published = new PublishedConf(
                content,
                ConfSigner.make("internalSigningKey", keys, clock),
                ConfSigner.make("externalSigningKey", keys, clock),
                clock.instant());
        this.before = published;
        HttpServer http = HttpServer.create().bindAddress(() -> address);
        if (tls != null) {
            http = http.secure(spec -> spec.sslContext(context(tls)));
        }
        this.server = http.handle(this::handle).bindNow();
    }

    /** Starts a source of plain HTTP; port 0 takes a free one. */
    public static ConfSource start(ConfContent content, InetSocketAddress address, KeyKind keys, InstantSource clock) {
        return new ConfSource(content, address, null, keys, clock);
    }

    /** Starts a source of HTTPS; port 0 takes a free one. */
    public static ConfSource startTls(
            ConfContent content, InetSocketAddress address, Issued tls, KeyKind keys, InstantSource clock) {
        return new ConfSource(content, address, tls, keys, clock);
    }

    private static SslContext context(Issued tls) {
        try {
            return SslContextBuilder.forServer(tls.key(), tls.chain()).build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS of the configuration source", e);
        }
    }

    /** Where members download from. */
    public URI url() {
        return url("internalconf");
    }

    private URI url(String directory) {
        InetSocketAddress address = (InetSocketAddress) server.address();
        return URI.create((https ? "https://" : "http://")
                + address.getAddress().getHostAddress() + ":" + address.getPort() + "/" + directory);
    }

    /** The anchor for members. */
    public ConfAnchor anchor() {
        return new ConfAnchor(published.content().instance(), List.of(internal()));
    }

    /** The anchor for federated instances. */
    public ConfAnchor externalAnchor() {
        return new ConfAnchor(published.content().instance(), List.of(external()));
    }

    /** This source as it stands in an anchor for members. */
    public ConfAnchor.Source internal() {
        return new ConfAnchor.Source(url(), List.of(published.internal().certificate()));
    }

    /** This source as it stands in an anchor for federated instances. */
    public ConfAnchor.Source external() {
        return new ConfAnchor.Source(
                url("externalconf"), List.of(published.external().certificate()));
    }

    /** The certificate of the key that signs directories for members. */
    public X509Certificate certificate() {
        return published.internal().certificate();
    }

    /** What is published. */
    public ConfContent content() {
        return published.content();
    }

    /** Changes what is published, and signs it anew. */
    public synchronized void publish(UnaryOperator<PublishedConf> change) {
        before = published;
        published = change.apply(before).at(clock.instant());
    }

    /** Publishes new content. */
    public void publish(ConfContent content) {
        publish(p -> p.content(content));
    }

    /** Signs with new keys from now on. */
    public void rotate(KeyKind kind) {
        publish(p -> p.keys(
                ConfSigner.make("internalSigningKey", kind, clock),
                ConfSigner.make("externalSigningKey", kind, clock)));
    }

    /** Makes keys without using them: announced first, they can be used later with {@link PublishedConf#useNextKeys}. */
    public void prepareKeys(KeyKind kind) {
        publish(p -> p.nextKeys(
                ConfSigner.make("internalSigningKey", kind, clock),
                ConfSigner.make("externalSigningKey", kind, clock)));
    }

    /** Changes how it behaves from the next request on. */
    public void behave(SourceBehaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    /** Knows no newer version from now on. */
    public void newestVersion(int version) {
        newest = version;
    }

    /** How many requests there were for a path, such as {@code /internalconf}, or for parts by their file name. */
    public int requests(String name) {
        AtomicInteger count = requests.get(name);
        return count == null ? 0 : count.get();
    }

    /** All that was asked for, by name. */
    public Map<String, Integer> requests() {
        Map<String, Integer> all = new TreeMap<>();
        requests.forEach((name, count) -> all.put(name, count.get()));
        return all;
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        URI uri = URI.create(request.uri());
        String path = uri.getPath();
        boolean directory = path.equals("/internalconf") || path.equals("/externalconf");
        String name = directory ? path : path.substring(path.lastIndexOf('/') + 1);
        requests.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
        SourceBehaviour now = behaviour;
        if (now.fault() == Fault.DOWN) {
            return Mono.fromRunnable(() -> response.withConnection(Connection::dispose));
        }
        Mono<Void> answer = Mono.defer(
                () -> directory ? directory(path, uri, now.fault(), response) : part(path, now.fault(), response));
        return now.delay().isZero() ? answer : Mono.delay(now.delay()).then(answer);
    }

    private Mono<Void> directory(String path, URI uri, Fault fault, HttpServerResponse response) {
        int version = version(uri);
        if (fault == Fault.UNAVAILABLE) {
            return response.status(503).send().then();
        }
        if (version > newest || version < 2 || fault == Fault.UNKNOWN_VERSION) {
            return response.sendNotFound().then();
        }
        PublishedConf what = fault == Fault.REPLAYED ? before : published;
        byte[] signed = what.directory(path.equals("/internalconf"), version, fault);
        return switch (fault) {
            case OVERSIZED_DIRECTORY -> send(response, concat(signed, HUGE), -1);
            case CUT_DIRECTORY -> send(response, Arrays.copyOf(signed, signed.length / 2), signed.length);
            case TRUNCATED_DIRECTORY -> send(response, Arrays.copyOf(signed, signed.length / 2), -1);
            default -> send(response, signed, -1);
        };
    }

    private static int version(URI uri) {
        String query = String.valueOf(uri.getQuery());
        return query.matches("version=\\d") ? query.charAt(8) - '0' : 2;
    }

    private Mono<Void> part(String path, Fault fault, HttpServerResponse response) {
        byte[] part = (fault == Fault.REPLAYED ? before : published).part(path, fault);
        if (part == null || fault == Fault.MISSING_PART) {
            return response.sendNotFound().then();
        }
        return switch (fault) {
            case FORGED_PART -> send(response, concat(part, "\n".getBytes(UTF_8)), -1);
            case TRUNCATED_PART -> send(response, Arrays.copyOf(part, part.length / 2), part.length);
            case OVERSIZED_PART -> send(response, part, CLAIMED);
            default -> send(response, part, -1);
        };
    }

    /** @param claimed the length in the header if it is not the real one, else -1; the connection ends with the bytes */
    private static Mono<Void> send(HttpServerResponse response, byte[] bytes, long claimed) {
        response.header(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                .header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(claimed < 0 ? bytes.length : claimed));
        Mono<Void> sent = response.sendByteArray(Mono.just(bytes)).then();
        if (claimed < 0) {
            return sent;
        }
        return sent.then(Mono.delay(Duration.ofMillis(100)))
                .then(Mono.fromRunnable(() -> response.withConnection(Connection::dispose)));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
