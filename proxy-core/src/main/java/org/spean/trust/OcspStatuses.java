package org.spean.trust;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.globalconf.SecurityServer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The status of certificates by OCSP: our own, kept fresh; those of peers we connect to, asked for when needed and
 * remembered; and those that peers show us, judged. Safe for use by many threads; nothing blocks.
 */
public final class OcspStatuses implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OcspStatuses.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int TICKS = 256;

    private final OcspQuestions questions;
    private final OwnStatuses own;
    private final InstantSource clock;
    private final PeerStatuses peers;
    private final ShownStatuses shown;
    private volatile List<X509Certificate> authentication = List.of();
    private volatile @Nullable OwnDer ownDer;
    private @Nullable Disposable ticking;

    /** Encoded once for all requests while the responses are the same. */
    private record OwnDer(List<OcspResponse> responses, List<byte[]> encoded) {}

    /**
     * Knows nothing yet; {@link #start} begins to ask.
     *
     * @param loops where the questions' connections live
     * @param anchors by which our own certificates are judged, at the time of judging
     * @param events told what is refused, and of certificates that are revoked
     */
    public OcspStatuses(
            EventLoopGroup loops,
            Supplier<TrustAnchors> anchors,
            Supplier<OcspSettings> settings,
            Events events,
            InstantSource clock) {
        this.questions = new OcspQuestions(loops, settings);
        AuthorityStatuses authority = new AuthorityStatuses(questions, events, clock);
        Revocations revocations = new Revocations();
        OcspStore store = new OcspStore(() -> settings.get().directory(), events);
        this.own =
                new OwnStatuses(anchors, authority, store, () -> settings.get().interval(), events, clock);
        this.clock = clock;
        this.peers = new PeerStatuses(questions, authority, revocations, events, clock);
        this.shown = new ShownStatuses(revocations, events);
    }

    /** Asks for what is due from now on, every second. */
    public synchronized void start() {
        if (ticking == null) {
            ticking = Flux.interval(TICK, Schedulers.parallel())
                    .onBackpressureDrop()
                    .flatMap(tick -> tick(), TICKS) // a responder that does not answer keeps no other waiting
                    .subscribe(done -> {}, failure -> log.error("OCSP responses are no longer asked for", failure));
        }
    }

    private Mono<Void> tick() {
        return refresh()
                .onErrorResume(
                        failure -> { // whatever it is, the next tick must come
                            log.error("asking for OCSP responses failed; will try again", failure);
                            return Mono.empty();
                        });
    }

    /** Asks for those of our own responses that are not there, as at the first start; with all on disk, it asks nobody. */
    public Mono<Void> missing() {
        return own.missing();
    }

    /** Asks for those of our own responses that are missing or due; completes when all have been answered or have failed. */
    public Mono<Void> refresh() {
        return own.refresh();
    }

    /** Whose responses to keep: the chains of our own keys, that of the authentication key among them. Reads files. */
    void keep(Collection<CertificateChain> chains, @Nullable CertificateChain authenticationChain) {
        own.keep(chains);
        authentication = authenticationChain == null ? List.of() : authenticationChain.withoutTop();
    }

    /** The response that shows one of our own certificates, or its authority's, to be good now; {@code null}: there is none. */
    public @Nullable OcspResponse current(X509Certificate certificate) {
        return own.current(certificate, clock.instant());
    }

    /**
     * The responses that go with each request to a peer: one per certificate of our authentication chain without the top;
     * {@code null} when one is missing. The same list as long as nothing changes.
     */
    public @Nullable List<byte[]> ownAuthentication() {
        List<X509Certificate> chain = authentication;
        List<OcspResponse> responses = current(chain);
        if (responses == null || responses.isEmpty()) {
            return null;
        }
        OwnDer encoded = ownDer;
        if (encoded == null || !encoded.responses.equals(responses)) {
            encoded = new OwnDer(
                    responses, responses.stream().map(OcspResponse::der).toList());
            ownDer = encoded;
        }
        return encoded.encoded;
    }

    /** Whether one of our own chain is known to be revoked, or not known to its authority: it must not be used. */
    boolean denied(List<X509Certificate> chain) {
        return chain.stream().anyMatch(own::denied);
    }

    /** Of each certificate of a chain, or {@code null} when one is missing. */
    @Nullable
    List<OcspResponse> current(List<X509Certificate> chain) {
        return current(chain, clock.instant());
    }

    /** The same at an instant, which is now or just was. */
    @Nullable
    List<OcspResponse> current(List<X509Certificate> chain, Instant at) {
        List<OcspResponse> responses = new ArrayList<>(chain.size());
        for (X509Certificate certificate : chain) {
            OcspResponse response = own.current(certificate, at);
            if (response == null) {
                return null;
            }
            responses.add(response);
        }
        return responses;
    }

    /** Our own certificates whose status is kept. */
    Collection<X509Certificate> kept() {
        return own.certificates();
    }

    /**
     * What is remembered of a peer's chain; {@code null} when it must be asked for by {@link #ofPeer}. The fast path of each
     * exchange: a look-up.
     *
     * @param chain as the peer sent it in TLS
     */
    public @Nullable List<OcspResponse> known(List<X509Certificate> chain, TrustAnchors anchors) {
        return peers.known(chain, anchors);
    }

    /** Until when a peer's certificate is remembered to be good; {@code null}: it is not, or was not asked for yet. */
    public @Nullable Instant goodUntil(X509Certificate certificate) {
        Instant asked = peers.goodUntil(certificate);
        return asked == null ? shown.goodUntil(certificate) : asked;
    }

    /**
     * Responses that show the chain of a peer we have connected to to be good now, leaf first, without the top. Asks the
     * peer on its OCSP port for that of its own certificate, and the responders of authorities for the others.
     *
     * <p>Fails with an {@link OcspException}, whose message may be logged but tells a stranger too much.
     *
     * @param home on which the future completes
     * @param server whose address is asked
     * @param chain as the peer sent it in TLS
     */
    public Future<List<OcspResponse>> ofPeer(
            EventExecutor home, SecurityServer server, List<X509Certificate> chain, TrustAnchors anchors) {
        return peers.ofPeer(home, server, chain, anchors);
    }

    /**
     * Whether the responses that came with a peer's request show its chain to be good: each certificate without the top.
     *
     * @param chain as the peer sent it in TLS
     * @param responses DER of each, in any order
     */
    public OcspVerdict judge(List<X509Certificate> chain, List<byte[]> responses, TrustAnchors anchors, Instant now) {
        return shown.judge(chain, responses, anchors, now);
    }

    /** Asks no more; what is remembered stays. */
    @Override
    public synchronized void close() {
        Disposable running = ticking;
        if (running != null) {
            running.dispose();
        }
        questions.close().subscribe();
    }
}
