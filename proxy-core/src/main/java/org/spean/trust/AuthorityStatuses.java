package org.spean.trust;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.ocsp.OcspVerdict.Bad;
import org.spean.crypto.ocsp.OcspVerdict.Reason;
import org.spean.crypto.ocsp.SingleStatus;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the responders of a certificate's authority, one after the other, until one shows the certificate to be good or
 * revoked. Each is asked by GET, which lies in the caches of the way, and when that gives nothing of use by POST. Answers
 * that are refused are reported, and so is a certificate for which nobody answered.
 */
final class AuthorityStatuses {
    private final OcspQuestions questions;
    private final Events events;
    private final InstantSource clock;
    private final Set<URI> postOnly = ConcurrentHashMap.newKeySet();

    AuthorityStatuses(OcspQuestions questions, Events events, InstantSource clock) {
        this.questions = questions;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A good response, or an {@link OcspException} with what each responder answered. Without a cache.
     *
     * @param known when the responder of the response held knew what it says: older answers are refused
     */
    Mono<Judged> ask(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors, Instant known) {
        return Mono.defer(() -> {
            List<OcspResponder> responders = anchors.respondersFor(subject);
            if (responders.isEmpty()) {
                return Mono.error(new OcspException(
                        "the global configuration lists no OCSP responder for " + issuer.getSubjectX500Principal()));
            }
            Round round = new Round(subject, issuer, anchors, known);
            return Flux.fromIterable(responders)
                    .concatMap(responder -> round.ask(responder.url()), 1)
                    .next()
                    .switchIfEmpty(Mono.error(round::failure));
        });
    }

    /** One question to all responders; used by one thread at a time. */
    private final class Round {
        private final X509Certificate subject;
        private final X509Certificate issuer;
        private final TrustAnchors anchors;
        private final Instant known;
        private final String name;
        private final StringBuilder failures = new StringBuilder();
        private @Nullable OcspException refusal;

        Round(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors, Instant known) {
            this.subject = subject;
            this.issuer = issuer;
            this.anchors = anchors;
            this.known = known;
            this.name = subject.getSubjectX500Principal().toString();
        }

        /** Empty when this responder gives nothing of use; an error when it shows the certificate to be revoked. */
        Mono<Judged> ask(URI responder) {
            Mono<Judged> post = Mono.defer(() -> attempt(responder, questions.post(responder, subject, issuer)));
            if (postOnly.contains(responder)) {
                return post;
            }
            boolean[] connected = {true};
            return Mono.defer(() -> attempt(
                            responder,
                            questions
                                    .get(responder, subject, issuer)
                                    .doOnError(failure -> connected[0] = !OcspQuestions.unconnected(failure))))
                    .switchIfEmpty(Mono.defer(
                            () -> connected[0] ? post.doOnNext(found -> postOnly.add(responder)) : Mono.empty()));
        }

        private Mono<Judged> attempt(URI responder, Mono<OcspResponse> question) {
            return question.flatMap(this::judge).onErrorResume(failure -> {
                if (failure instanceof OcspException ocsp && ocsp.revoked()) {
                    return Mono.error(ocsp);
                }
                note(responder, failure);
                return Mono.empty();
            });
        }

        private void note(URI responder, Throwable failure) {
            String text = responder + ": " + failure.getMessage();
            failures.append(failures.isEmpty() ? "" : "; ").append(text);
            if (failure instanceof OcspException ocsp && ocsp.reason() != null) {
                refusal = refusal != null && refusal.denied() ? refusal : ocsp;
                if (!ocsp.denied()) {
                    events.report(Events.Kind.OCSP_REFUSED, name, text);
                }
            }
        }

        private Mono<Judged> judge(OcspResponse response) {
            OcspVerdict verdict = anchors.judge(response, subject, issuer, clock.instant());
            SingleStatus status = response.statusOf(subject, issuer);
            boolean believed = verdict.good()
                    || (verdict instanceof Bad bad
                            && (bad.reason() == Reason.REVOKED || bad.reason() == Reason.UNKNOWN_STATUS));
            if (believed && status != null && status.thisUpdate().isBefore(known)) {
                verdict = Revocations.older(subject, status.thisUpdate(), known);
            }
            return verdict instanceof Bad bad
                    ? Mono.error(new OcspException(bad, response))
                    : Mono.just(Judged.of(response, anchors, verdict));
        }

        OcspException failure() {
            OcspException refused = refusal;
            if (refused == null) {
                events.report(Events.Kind.OCSP_UNREACHABLE, name, failures.toString());
                return new OcspException(failures.toString());
            }
            return OcspException.named(failures.toString(), refused);
        }
    }
}
