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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.pace.Plan;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps the status of a set of certificates fresh, on disk too. Each is asked for again after the fetch interval, or when
 * half of the time has passed for which its last response is good; after a failure at once, then at growing distances up
 * to a minute, while the last response stays in use as long as it is good. A response that says the certificate is revoked
 * or unknown takes the place of a good one at once, and only a newer one that is good takes its place.
 */
final class OwnStatuses {
    private static final Logger log = LoggerFactory.getLogger(OwnStatuses.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** So much earlier than planned, in hundredths, at most: that not all gateways of a country ask in one second. */
    private static final int JITTER = 10;

    private final Supplier<TrustAnchors> anchors;
    private final AuthorityStatuses authority;
    private final OcspStore store;
    private final Supplier<Duration> interval;
    private final Events events;
    private final InstantSource clock;
    private final Map<X509Certificate, Kept> kept = new ConcurrentHashMap<>();

    OwnStatuses(
            Supplier<TrustAnchors> anchors,
            AuthorityStatuses authority,
            OcspStore store,
            Supplier<Duration> interval,
            Events events,
            InstantSource clock) {
        this.anchors = anchors;
        this.authority = authority;
        this.store = store;
        this.interval = interval;
        this.events = events;
        this.clock = clock;
    }

    /** One certificate; fields but {@code judged} are written by the one question under way. */
    private static final class Kept {
        private final X509Certificate certificate;
        private final X509Certificate issuer;
        private volatile Judged judged = Judged.NONE;
        private volatile Plan next = Plan.NOW;
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile Duration retry = FIRST_RETRY;

        Kept(X509Certificate certificate, X509Certificate issuer) {
            this.certificate = certificate;
            this.issuer = issuer;
        }

        synchronized Judged replace(Judged next) {
            Judged before = judged;
            judged = next;
            return before;
        }

        /** Replaces one by the same under other anchors, unless there is a new one already. */
        @SuppressWarnings("ReferenceEquality") // this very one, or a newer verdict stands
        synchronized Judged renew(Judged one, Judged again) {
            if (judged == one) {
                judged = again;
            }
            return judged;
        }
    }

    /** From now on keeps these and no others; those already kept stay as they are, others are looked for on disk. Blocks. */
    void keep(Collection<CertificateChain> chains) {
        Map<X509Certificate, X509Certificate> issuers = new HashMap<>();
        for (CertificateChain chain : chains) {
            List<X509Certificate> certificates = chain.withoutTop();
            for (int i = 0; i < certificates.size(); i++) {
                issuers.put(certificates.get(i), chain.issuerOf(i));
            }
        }
        kept.keySet().retainAll(issuers.keySet());
        issuers.forEach((certificate, issuer) -> kept.computeIfAbsent(certificate, absent -> begun(absent, issuer)));
    }

    private Kept begun(X509Certificate certificate, X509Certificate issuer) {
        Kept status = new Kept(certificate, issuer);
        OcspResponse saved = store.load(certificate, issuer);
        if (saved == null) {
            return status;
        }
        TrustAnchors now = anchors.get();
        OcspVerdict verdict = now.judge(saved, certificate, issuer, clock.instant());
        Judged judged = Judged.of(saved, now, verdict);
        if (verdict.good()) {
            status.replace(judged);
            status.next = next(judged, judged.since(certificate, issuer));
        } else if (judged.denied()) {
            status.replace(judged);
        } else if (verdict instanceof OcspVerdict.Bad bad && !old(bad)) {
            store.refused(certificate, issuer, bad.message());
        }
        return status;
    }

    /** After a long stop responses on disk are stale: that is no event. */
    private static boolean old(OcspVerdict.Bad bad) {
        return bad.reason() == OcspVerdict.Reason.STALE || bad.reason() == OcspVerdict.Reason.PAST_NEXT_UPDATE;
    }

    /** Asks for what is due; completes when all that has been answered, or has failed. */
    Mono<Void> refresh() {
        return Flux.fromIterable(kept.values()).flatMap(this::refresh).then();
    }

    /** As {@link #refresh}, but only for certificates that are not shown to be good now. */
    Mono<Void> missing() {
        Instant now = clock.instant();
        return Flux.fromIterable(kept.values())
                .filter(status -> !status.judged.goodAt(now))
                .flatMap(this::refresh)
                .then();
    }

    private Mono<Void> refresh(Kept status) {
        return Mono.defer(() -> {
            judged(status); // by the anchors of now, whose rules may want a newer response at once
            if (!status.next.dueAt(clock.instant()) || !status.asking.compareAndSet(false, true)) {
                return Mono.empty();
            }
            Instant known = status.judged.since(status.certificate, status.issuer);
            return Mono.defer(() -> authority.ask(status.certificate, status.issuer, anchors.get(), known))
                    .flatMap(judged -> succeeded(status, judged))
                    .onErrorResume(failure -> failed(status, failure))
                    .doOnTerminate(() -> status.asking.set(false))
                    .doOnCancel(() -> status.asking.set(false));
        });
    }

    private Mono<Void> succeeded(Kept status, Judged judged) {
        Judged before = status.replace(judged);
        status.retry = FIRST_RETRY;
        status.next = next(judged, clock.instant());
        String name = name(status);
        if (before.denied()) {
            log.info("{} is good again", name);
        }
        events.settled(Events.Kind.CERTIFICATE_REVOKED, name);
        events.settled(Events.Kind.OCSP_REFUSED, name);
        events.settled(Events.Kind.OCSP_UNREACHABLE, name);
        return saved(status, before, judged.response());
    }

    private Mono<Void> failed(Kept status, Throwable failure) {
        Duration pause = status.retry;
        Instant now = clock.instant();
        status.next = new Plan(now, now.plus(jittered(pause)));
        Duration longer = pause.multipliedBy(2);
        status.retry = longer.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : longer;
        if (failure instanceof OcspException ocsp && ocsp.denied()) {
            events.report(Events.Kind.CERTIFICATE_REVOKED, name(status), String.valueOf(failure.getMessage()));
            OcspResponse response = ocsp.response();
            Judged before = status.replace(Judged.denied(response, anchors.get()));
            return saved(status, before, response);
        }
        log.debug("no new OCSP response for {}, next try in {} s", name(status), pause.toSeconds(), failure);
        return Mono.empty();
    }

    private Mono<Void> saved(Kept status, Judged before, @Nullable OcspResponse response) {
        return response == null || response.equals(before.response())
                ? Mono.empty()
                : Mono.<Void>fromRunnable(() -> store.save(status.certificate, status.issuer, response))
                        .subscribeOn(Schedulers.boundedElastic());
    }

    /** When to ask again for what a responder knew, or was asked, at {@code since}. */
    private Plan next(Judged judged, Instant since) {
        Instant now = clock.instant();
        Instant byInterval = since.plus(jittered(interval.get()));
        Duration half = Duration.between(now, judged.until()).dividedBy(2);
        Instant byHalf = now.plus(jittered(half.compareTo(SHORTEST) < 0 ? SHORTEST : half));
        return new Plan(now, byInterval).noLaterThan(byHalf);
    }

    private static Duration jittered(Duration planned) {
        return planned.minus(planned.multipliedBy(ThreadLocalRandom.current().nextInt(JITTER + 1))
                .dividedBy(100));
    }

    private static String name(Kept status) {
        return status.certificate.getSubjectX500Principal().toString();
    }

    /** The response that shows a kept certificate to be good at an instant, which is now or just was. */
    @Nullable
    OcspResponse current(X509Certificate certificate, Instant at) {
        Kept status = kept.get(certificate);
        if (status == null) {
            return null;
        }
        Judged judged = judged(status);
        return judged.goodAt(at) ? judged.response() : null;
    }

    /** Whether a kept certificate is known to be revoked, or not known to its authority. */
    boolean denied(X509Certificate certificate) {
        Kept status = kept.get(certificate);
        return status != null && judged(status).denied();
    }

    private Judged judged(Kept status) {
        Judged judged = status.judged;
        TrustAnchors now = anchors.get();
        if (judged.by() == now || judged.response() == null) {
            return judged;
        }
        Instant time = clock.instant();
        Judged again = judged.again(status.certificate, status.issuer, now, time);
        // Rules that changed may end it sooner than was planned for, or have ended it.
        status.next =
                status.next.noLaterThan(again.goodAt(time) ? next(again, time).due() : time);
        return status.renew(judged, again);
    }

    Collection<X509Certificate> certificates() {
        return kept.keySet();
    }
}
