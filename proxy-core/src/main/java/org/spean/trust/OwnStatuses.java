package org.spean.trust;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps the status of a set of certificates fresh. Each is asked for again when half of the time has passed for which its
 * last response is good; after a failure at once, then at growing distances up to a minute, while the last response stays
 * in use as long as it is good.
 */
final class OwnStatuses {
    private static final Logger log = LoggerFactory.getLogger(OwnStatuses.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Supplier<TrustAnchors> anchors;
    private final AuthorityStatuses authority;
    private final InstantSource clock;
    private final Map<X509Certificate, Kept> kept = new ConcurrentHashMap<>();

    OwnStatuses(Supplier<TrustAnchors> anchors, AuthorityStatuses authority, InstantSource clock) {
        this.anchors = anchors;
        this.authority = authority;
        this.clock = clock;
    }

    /** One certificate; fields are written by the one question under way. */
    private static final class Kept {
        private final X509Certificate issuer;
        private volatile Judged judged = Judged.NONE;
        private volatile Instant due = Instant.MIN;
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile Duration retry = FIRST_RETRY;

        Kept(X509Certificate issuer) {
            this.issuer = issuer;
        }
    }

    /** From now on keeps these and no others; those already kept stay as they are. */
    void keep(Collection<CertificateChain> chains) {
        Map<X509Certificate, X509Certificate> issuers = new HashMap<>();
        for (CertificateChain chain : chains) {
            List<X509Certificate> certificates = chain.withoutTop();
            for (int i = 0; i < certificates.size(); i++) {
                issuers.put(certificates.get(i), chain.issuerOf(i));
            }
        }
        kept.keySet().retainAll(issuers.keySet());
        issuers.forEach((certificate, issuer) -> kept.computeIfAbsent(certificate, absent -> new Kept(issuer)));
    }

    /** Asks for what is due; completes when all that has been answered, or has failed. */
    Mono<Void> refresh() {
        return Flux.fromIterable(kept.entrySet())
                .flatMap(entry -> refresh(entry.getKey(), entry.getValue()))
                .then();
    }

    private Mono<Void> refresh(X509Certificate certificate, Kept status) {
        return Mono.defer(() -> {
            if (clock.instant().isBefore(status.due) || !status.asking.compareAndSet(false, true)) {
                return Mono.empty();
            }
            TrustAnchors current = anchors.get();
            return authority
                    .ask(certificate, status.issuer, current)
                    .doOnNext(judged -> succeeded(status, judged))
                    .doOnError(failure -> failed(certificate, status, failure))
                    .doOnTerminate(() -> status.asking.set(false))
                    .doOnCancel(() -> status.asking.set(false))
                    .onErrorComplete()
                    .then();
        });
    }

    private void succeeded(Kept status, Judged judged) {
        status.judged = judged;
        status.retry = FIRST_RETRY;
        Instant now = clock.instant();
        Duration half = Duration.between(now, judged.until()).dividedBy(2);
        status.due = now.plus(half.compareTo(SHORTEST) < 0 ? SHORTEST : half);
    }

    private void failed(X509Certificate certificate, Kept status, Throwable failure) {
        if (failure instanceof OcspException ocsp && ocsp.revoked()) {
            status.judged = Judged.NONE;
        }
        Duration pause = status.retry;
        status.due = clock.instant().plus(pause);
        Duration longer = pause.multipliedBy(2);
        status.retry = longer.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : longer;
        log.warn(
                "no new OCSP response for {}, next try in {} s: {}",
                certificate.getSubjectX500Principal(),
                pause.toSeconds(),
                failure.getMessage());
    }

    /** The response that shows a kept certificate to be good now. */
    @Nullable
    OcspResponse current(X509Certificate certificate) {
        Kept status = kept.get(certificate);
        if (status == null) {
            return null;
        }
        Judged judged = status.judged;
        TrustAnchors now = anchors.get();
        if (judged.by() != now) {
            judged = judged.again(certificate, status.issuer, now, clock.instant());
            status.judged = judged;
        }
        return judged.goodAt(clock.instant()) ? judged.response() : null;
    }

    Collection<X509Certificate> certificates() {
        return kept.keySet();
    }
}
