package org.spean.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.event.Events;
import org.spean.globalconf.SecurityServer;
import reactor.core.publisher.Mono;

/**
 * The status of the certificates of peers we connect to: their own from port 5577, those of authorities from the
 * authorities' responders. Remembered while good, asked for anew in the background shortly before that ends; several who
 * ask at once share one question, and a failure is remembered for a second.
 */
final class PeerStatuses {
    private static final int MOST = 10_000;

    private final OcspQuestions questions;
    private final AuthorityStatuses authority;
    private final Revocations revocations;
    private final Events events;
    private final InstantSource clock;
    private final Cache<X509Certificate, Entry> good =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<X509Certificate, Judged> authorities =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final SharedQuestions<Entry> asking = new SharedQuestions<>();
    private final SharedQuestions<Judged> askingAuthorities = new SharedQuestions<>();

    /** @param revocations how many were known when this was judged */
    private record Entry(
            SecurityServer server,
            TrustAnchors anchors,
            List<OcspResponse> responses,
            OcspVerdict.Good verdict,
            Instant renewAfter,
            long revocations,
            AtomicBoolean renewing) {}

    PeerStatuses(
            OcspQuestions questions,
            AuthorityStatuses authority,
            Revocations revocations,
            Events events,
            InstantSource clock) {
        this.questions = questions;
        this.authority = authority;
        this.revocations = revocations;
        this.events = events;
        this.clock = clock;
    }

    @Nullable
    Instant goodUntil(X509Certificate certificate) {
        Entry entry = good.getIfPresent(certificate);
        return entry != null && entry.verdict.holdsAt(clock.instant()) ? entry.verdict.until() : null;
    }

    @Nullable
    List<OcspResponse> known(List<X509Certificate> chain, TrustAnchors anchors) {
        Entry entry = good.getIfPresent(chain.getFirst());
        if (entry == null) {
            return null;
        }
        Instant now = clock.instant();
        if (entry.anchors != anchors || entry.revocations != revocations.count()) {
            entry = judgeAgain(entry, chain, anchors, now);
        }
        if (entry == null || !entry.verdict.holdsAt(now)) {
            return null;
        }
        if (now.isAfter(entry.renewAfter)
                && asking.failure(chain.getFirst()) == null
                && entry.renewing.compareAndSet(false, true)) {
            AtomicBoolean renewing = entry.renewing;
            ask(entry.server, chain, anchors)
                    .doOnError(failure -> renewing.set(false)) // the next to look asks again, if that is not at once
                    .onErrorComplete()
                    .subscribe();
        }
        return entry.responses;
    }

    /** A new state of the anchors is no reason to ask again: it may change the verdict, but not the responses. */
    private @Nullable Entry judgeAgain(Entry entry, List<X509Certificate> chain, TrustAnchors anchors, Instant now) {
        long count = revocations.count();
        if (!(ChainStatus.judge(chain, entry.responses, anchors, revocations, now)
                instanceof OcspVerdict.Good verdict)) {
            return null;
        }
        Entry judged = new Entry(
                entry.server, anchors, entry.responses, verdict, entry.renewAfter, count, new AtomicBoolean());
        good.put(chain.getFirst(), judged);
        return judged;
    }

    Future<List<OcspResponse>> ofPeer(
            EventExecutor home, SecurityServer server, List<X509Certificate> chain, TrustAnchors anchors) {
        List<OcspResponse> known = known(chain, anchors);
        if (known != null) {
            return home.newSucceededFuture(known);
        }
        OcspException failure = asking.failure(chain.getFirst());
        if (failure != null) {
            return home.newFailedFuture(failure);
        }
        Promise<List<OcspResponse>> result = home.newPromise();
        ask(server, chain, anchors).subscribe(entry -> result.trySuccess(entry.responses), result::tryFailure);
        return result;
    }

    private Mono<Entry> ask(SecurityServer server, List<X509Certificate> chain, TrustAnchors anchors) {
        X509Certificate leaf = chain.getFirst();
        return asking.ask(
                leaf,
                anchors,
                () -> fetch(server, chain, anchors)
                        .doOnNext(entry -> good.put(leaf, entry))
                        .onErrorMap(cause -> OcspException.named(
                                "No valid OCSP response for " + leaf.getSubjectX500Principal() + ": "
                                        + cause.getMessage(),
                                cause))
                        .doOnError(OcspException.class, cause -> failed(leaf, cause)));
    }

    private void failed(X509Certificate leaf, OcspException cause) {
        String name = leaf.getSubjectX500Principal().toString();
        String reason = String.valueOf(cause.getMessage());
        if (cause.revoked()) {
            good.invalidate(leaf);
            events.report(Events.Kind.CERTIFICATE_REVOKED, name, reason);
        } else {
            events.report(
                    cause.reason() == null ? Events.Kind.OCSP_UNREACHABLE : Events.Kind.OCSP_REFUSED, name, reason);
        }
    }

    private Mono<Entry> fetch(SecurityServer server, List<X509Certificate> sent, TrustAnchors anchors) {
        CertificateChain chain;
        try {
            chain = anchors.chain(sent.getFirst(), sent, clock.instant());
        } catch (UntrustedCertificateException e) {
            return Mono.error(e);
        }
        List<X509Certificate> certificates = chain.withoutTop();
        List<Mono<Judged>> statuses = new ArrayList<>(certificates.size());
        statuses.add(ofServer(server, chain, anchors));
        for (int i = 1; i < certificates.size(); i++) {
            statuses.add(ofAuthority(certificates.get(i), chain.issuerOf(i), anchors));
        }
        return Mono.zip(statuses, judged -> entry(server, anchors, chain, judged));
    }

    private Mono<Judged> ofServer(SecurityServer server, CertificateChain chain, TrustAnchors anchors) {
        return questions.peer(server.address(), chain.leaf()).flatMap(responses -> {
            OcspException refused = null;
            for (OcspResponse response : responses) {
                OcspVerdict verdict = judgeServer(response, chain, anchors);
                if (!(verdict instanceof OcspVerdict.Bad bad)) {
                    return Mono.just(Judged.of(response, anchors, verdict));
                }
                refused = refused != null && refused.denied() ? refused : new OcspException(bad, response);
            }
            return Mono.error(refused == null ? new OcspException("the server answered no OCSP response") : refused);
        });
    }

    /** A response that is older than the one held is no answer, good as it may be. */
    private OcspVerdict judgeServer(OcspResponse response, CertificateChain chain, TrustAnchors anchors) {
        X509Certificate leaf = chain.leaf();
        X509Certificate issuer = chain.issuerOf(0);
        OcspVerdict verdict = revocations.judge(response, leaf, issuer, anchors, clock.instant());
        Entry held = good.getIfPresent(leaf);
        if (!verdict.good() || held == null) {
            return verdict;
        }
        Instant known = Judged.of(held.responses.getFirst(), anchors, verdict).since(leaf, issuer);
        Instant at = Judged.of(response, anchors, verdict).since(leaf, issuer);
        return at.isBefore(known) ? Revocations.older(leaf, at, known) : verdict;
    }

    private Mono<Judged> ofAuthority(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors) {
        Judged known = authorities.getIfPresent(subject);
        if (known != null && known.by() == anchors && known.goodAt(clock.instant())) {
            return Mono.just(known);
        }
        OcspException failure = askingAuthorities.failure(subject);
        if (failure != null) {
            return Mono.error(failure);
        }
        Instant since = known == null ? Instant.MIN : known.since(subject, issuer);
        return askingAuthorities.ask(
                subject,
                anchors,
                () -> authority
                        .ask(subject, issuer, anchors, since)
                        .doOnNext(judged -> authorities.put(subject, judged))
                        .doOnError(OcspException.class, cause -> remember(subject, issuer, anchors, cause)));
    }

    /** A revoked authority stays revoked for all its peers, until a newer response says otherwise. */
    private void remember(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors, OcspException cause) {
        OcspResponse response = cause.response();
        if (cause.denied() && response != null) {
            revocations.judge(response, subject, issuer, anchors, clock.instant());
            authorities.put(subject, Judged.denied(response, anchors));
        }
    }

    private Entry entry(SecurityServer server, TrustAnchors anchors, CertificateChain chain, Object[] judged) {
        OcspVerdict.Good verdict = new OcspVerdict.Good(chain.validFrom(), chain.validUntil());
        List<OcspResponse> responses = new ArrayList<>(judged.length);
        for (Object one : judged) {
            Judged status = (Judged) one;
            OcspResponse response = status.response();
            if (response == null) {
                throw new IllegalStateException("a status that was found good has a response");
            }
            responses.add(response);
            verdict = verdict.within(status.from(), status.until());
        }
        Instant now = clock.instant();
        Instant renewAfter =
                now.plus(Duration.between(now, verdict.until()).multipliedBy(3).dividedBy(4));
        return new Entry(
                server, anchors, List.copyOf(responses), verdict, renewAfter, revocations.count(), new AtomicBoolean());
    }
}
