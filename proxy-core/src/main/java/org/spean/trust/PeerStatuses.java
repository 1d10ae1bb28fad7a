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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.globalconf.SecurityServer;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * The status of the certificates of peers we connect to: their own from port 5577, those of authorities from the
 * authorities' responders. Remembered while good, asked for anew in the background shortly before that ends; several who
 * ask at once share one question, and a failure is remembered for a second.
 */
final class PeerStatuses {
    private static final int MOST = 10_000;
    private static final Duration FAILURE_MEMORY = Duration.ofSeconds(1);

    private final OcspQuestions questions;
    private final AuthorityStatuses authority;
    private final InstantSource clock;
    private final Cache<X509Certificate, Entry> good =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<X509Certificate, Judged> authorities =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<X509Certificate, OcspException> failed = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(FAILURE_MEMORY)
            .build();
    private final Map<Asked, Mono<Entry>> asking = new ConcurrentHashMap<>();

    /** Anchors compare by identity: what was found under one state does not hold under the next. */
    private record Asked(X509Certificate leaf, TrustAnchors anchors) {}

    private record Entry(
            SecurityServer server,
            TrustAnchors anchors,
            List<OcspResponse> responses,
            Instant renewAfter,
            Instant until,
            AtomicBoolean renewing) {}

    PeerStatuses(OcspQuestions questions, AuthorityStatuses authority, InstantSource clock) {
        this.questions = questions;
        this.authority = authority;
        this.clock = clock;
    }

    @Nullable
    List<OcspResponse> known(List<X509Certificate> chain, TrustAnchors anchors) {
        Entry entry = good.getIfPresent(chain.getFirst());
        if (entry == null) {
            return null;
        }
        Instant now = clock.instant();
        if (entry.anchors != anchors) {
            entry = judgeAgain(entry, chain, anchors, now);
        }
        if (entry == null || now.isAfter(entry.until)) {
            return null;
        }
        if (now.isAfter(entry.renewAfter) && entry.renewing.compareAndSet(false, true)) {
            ask(entry.server, chain, anchors).onErrorComplete().subscribe();
        }
        return entry.responses;
    }

    /** A new state of the anchors is no reason to ask again: it may change the verdict, but not the responses. */
    private @Nullable Entry judgeAgain(Entry entry, List<X509Certificate> chain, TrustAnchors anchors, Instant now) {
        if (!(ChainStatus.judge(chain, entry.responses, anchors, now) instanceof OcspVerdict.Good verdict)) {
            return null;
        }
        Entry judged = new Entry(
                entry.server, anchors, entry.responses, entry.renewAfter, verdict.until(), new AtomicBoolean());
        good.put(chain.getFirst(), judged);
        return judged;
    }

    Future<List<OcspResponse>> ofPeer(
            EventExecutor home, SecurityServer server, List<X509Certificate> chain, TrustAnchors anchors) {
        List<OcspResponse> known = known(chain, anchors);
        if (known != null) {
            return home.newSucceededFuture(known);
        }
        OcspException failure = failed.getIfPresent(chain.getFirst());
        if (failure != null) {
            return home.newFailedFuture(failure);
        }
        Promise<List<OcspResponse>> result = home.newPromise();
        ask(server, chain, anchors).subscribe(entry -> result.trySuccess(entry.responses), result::tryFailure);
        return result;
    }

    private Mono<Entry> ask(SecurityServer server, List<X509Certificate> chain, TrustAnchors anchors) {
        Asked key = new Asked(chain.getFirst(), anchors);
        return asking.computeIfAbsent(
                key,
                absent -> fetch(server, chain, anchors)
                        .doOnNext(entry -> good.put(key.leaf, entry))
                        .onErrorMap(cause -> named(key.leaf, cause))
                        .doOnError(OcspException.class, cause -> failed(key.leaf, cause))
                        .doOnTerminate(() -> asking.remove(key)) // before anybody hears of the end and asks again
                        .cache());
    }

    private void failed(X509Certificate leaf, OcspException cause) {
        failed.put(leaf, cause);
        if (cause.revoked()) {
            good.invalidate(leaf);
        }
    }

    private static OcspException named(X509Certificate leaf, Throwable cause) {
        return new OcspException(
                "No valid OCSP response for " + leaf.getSubjectX500Principal() + ": " + cause.getMessage(), cause);
    }

    private Mono<Entry> fetch(SecurityServer server, List<X509Certificate> sent, TrustAnchors anchors) {
        return Mono.defer(() -> {
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
        });
    }

    private Mono<Judged> ofServer(SecurityServer server, CertificateChain chain, TrustAnchors anchors) {
        return questions.peer(server.address(), chain.leaf()).map(responses -> {
            OcspVerdict.Bad refused = null;
            for (OcspResponse response : responses) {
                switch (anchors.judge(response, chain.leaf(), chain.issuerOf(0), clock.instant())) {
                    case OcspVerdict.Good verdict -> {
                        return new Judged(response, anchors, verdict.until());
                    }
                    case OcspVerdict.Bad bad -> refused = bad;
                }
            }
            throw Exceptions.propagate(
                    refused == null
                            ? new OcspException("the server answered no OCSP response")
                            : new OcspException(refused.message(), refused.reason() == OcspVerdict.Reason.REVOKED));
        });
    }

    private Mono<Judged> ofAuthority(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors) {
        Judged known = authorities.getIfPresent(subject);
        if (known != null && known.by() == anchors && known.goodAt(clock.instant())) {
            return Mono.just(known);
        }
        return authority.ask(subject, issuer, anchors).doOnNext(judged -> authorities.put(subject, judged));
    }

    private Entry entry(SecurityServer server, TrustAnchors anchors, CertificateChain chain, Object[] judged) {
        Instant until = chain.validUntil();
        List<OcspResponse> responses = new ArrayList<>(judged.length);
        for (Object one : judged) {
            Judged status = (Judged) one;
            OcspResponse response = status.response();
            if (response == null) {
                throw new IllegalStateException("a status that was found good has a response");
            }
            responses.add(response);
            until = status.until().isBefore(until) ? status.until() : until;
        }
        Instant now = clock.instant();
        Instant renewAfter =
                now.plus(Duration.between(now, until).multipliedBy(3).dividedBy(4));
        return new Entry(server, anchors, List.copyOf(responses), renewAfter, until, new AtomicBoolean());
    }
}
