package org.spean.testbed.authority;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.spean.testbed.authority.StampBehaviour.Lie;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A time-stamping authority over HTTP (RFC 3161, 3.4). How it behaves can be changed while it runs. */
public final class TimeStampService implements AutoCloseable {
    private static final int HUGE = 8 << 20;

    private final String name;
    private final Issued signer;
    private final StampAnswers answers;
    private final InstantSource clock;
    private final DisposableServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile StampBehaviour behaviour = StampBehaviour.NORMAL;

    private TimeStampService(
            String name, Issued signer, Issued stranger, InetSocketAddress address, InstantSource clock) {
        this.name = name;
        this.signer = signer;
        this.answers = new StampAnswers(signer, stranger);
        this.clock = clock;
        this.server = HttpServer.create()
                .bindAddress(() -> address)
                .handle(this::handle)
                .bindNow();
    }

    /** Starts an authority with a certificate of its own; port 0 takes a free one. */
    public static TimeStampService start(
            String name, CertificateAuthority authority, KeyKind kind, InetSocketAddress address, InstantSource clock) {
        return start(name, authority.timeStamper(name, kind), authority, address, clock);
    }

    /** The same with a given certificate, which need not be one for time-stamping. */
    public static TimeStampService start(
            String name,
            Issued signer,
            CertificateAuthority authority,
            InetSocketAddress address,
            InstantSource clock) {
        Issued stranger = authority.timeStamper("Somebody else", KeyKind.EC_P256);
        return new TimeStampService(name, signer, stranger, address, clock);
    }

    /** How the global configuration calls it. */
    public String name() {
        return name;
    }

    /** What its tokens are signed with. */
    public X509Certificate certificate() {
        return signer.certificate();
    }

    /** Where it is reached. */
    public URI uri() {
        InetSocketAddress address = (InetSocketAddress) server.address();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** Changes how it behaves from the next request on. */
    public void behave(StampBehaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    /** How many requests have arrived, answered or not. */
    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        requests.incrementAndGet();
        StampBehaviour now = behaviour;
        if (!now.up()) {
            return Mono.fromRunnable(() -> response.withConnection(Connection::dispose));
        }
        Mono<byte[]> answered = request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(bytes -> Mono.fromCallable(() -> answer(bytes, now)));
        if (!now.delay().isZero()) {
            answered = answered.delayElement(now.delay());
        }
        return answered.flatMap(bytes -> response.status(
                        now.lie() == Lie.HTTP_ERROR ? HttpResponseStatus.SERVICE_UNAVAILABLE : HttpResponseStatus.OK)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/timestamp-reply")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then());
    }

    private byte[] answer(byte[] request, StampBehaviour now) throws Exception {
        return switch (now.lie()) {
            case GARBAGE -> new byte[] {'n', 'o', 'n', 'e'};
            case HUGE -> new byte[HUGE];
            case HTTP_ERROR -> new byte[0];
            default -> answers.answer(request, now, clock.instant());
        };
    }
}
