package org.spean.trust;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks the responders of a certificate's authority, one after the other, until one shows the certificate to be good or
 * revoked. */
final class AuthorityStatuses {
    private final OcspQuestions questions;
    private final InstantSource clock;

    AuthorityStatuses(OcspQuestions questions, InstantSource clock) {
        this.questions = questions;
        this.clock = clock;
    }

    /** A good response, or an error with what each responder answered. Without a cache. */
    Mono<Judged> ask(X509Certificate subject, X509Certificate issuer, TrustAnchors anchors) {
        List<OcspResponder> responders = anchors.respondersFor(subject);
        if (responders.isEmpty()) {
            return Mono.error(new OcspException(
                    "the global configuration lists no OCSP responder for " + issuer.getSubjectX500Principal()));
        }
        StringBuilder failures = new StringBuilder();
        return Flux.fromIterable(responders)
                .concatMap(
                        responder -> questions
                                .responder(responder.url(), subject, issuer)
                                .flatMap(response -> judge(response, subject, issuer, anchors))
                                .onErrorResume(failure -> {
                                    if (failure instanceof OcspException ocsp && ocsp.revoked()) {
                                        return Mono.error(ocsp);
                                    }
                                    failures.append(failures.isEmpty() ? "" : "; ")
                                            .append(responder.url())
                                            .append(": ")
                                            .append(failure.getMessage());
                                    return Mono.empty();
                                }),
                        1)
                .next()
                .switchIfEmpty(Mono.error(() -> new OcspException(failures.toString())));
    }

    private Mono<Judged> judge(
            OcspResponse response, X509Certificate subject, X509Certificate issuer, TrustAnchors anchors) {
        return switch (anchors.judge(response, subject, issuer, clock.instant())) {
            case OcspVerdict.Good good -> Mono.just(new Judged(response, anchors, good.until()));
            case OcspVerdict.Bad bad ->
                Mono.error(new OcspException(bad.message(), bad.reason() == OcspVerdict.Reason.REVOKED));
        };
    }
}
