package org.spean.crypto.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.KeyUsages;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.ocsp.OcspVerdict.Bad;
import org.spean.crypto.ocsp.OcspVerdict.Good;
import org.spean.crypto.ocsp.OcspVerdict.Reason;
import org.spean.crypto.ocsp.SingleStatus;

/**
 * Judges OCSP responses (RFC 6960 3.2). What does not change with time, who signed and what about, is remembered once it
 * was found good; the clock is looked at each time. The key holds the whole response, the subject and the issuer,
 * compared in full.
 */
final class OcspJudge {
    private static final int MAX_REMEMBERED = 8192;

    private record Question(OcspResponse response, X509Certificate subject, X509Certificate issuer) {}

    /** A status with a right signature, and how long its responder's certificate is valid. */
    private record Authentic(SingleStatus status, Instant responderFrom, Instant responderUntil) {}

    private final Authorities authorities;
    private final OcspRules rules;
    private final Cache<Question, Authentic> authentic =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    OcspJudge(Authorities authorities, OcspRules rules) {
        this.authorities = authorities;
        this.rules = rules;
    }

    OcspVerdict judge(OcspResponse response, X509Certificate subject, X509Certificate issuer, Instant now) {
        Question question = new Question(response, subject, issuer);
        Authentic known = authentic.getIfPresent(question);
        if (known != null) {
            return byTheClock(known, subject, now);
        }
        SingleStatus status = response.statusOf(subject, issuer);
        if (status == null) {
            return new Bad(Reason.OTHER_CERTIFICATE, "OCSP response is not about " + name(subject));
        }
        List<X509Certificate> responders = responders(response, issuer);
        for (X509Certificate responder : responders) {
            if (response.signedBy(responder.getPublicKey())) {
                if (!genuine(response.certificates(), responders, issuer)) {
                    return new Bad(
                            Reason.INVALID_SIGNATURE,
                            "OCSP response for " + name(subject)
                                    + " comes with a certificate that is not its responder's");
                }
                Authentic found = new Authentic(
                        status,
                        responder.getNotBefore().toInstant(),
                        responder.getNotAfter().toInstant());
                authentic.put(question, found);
                return byTheClock(found, subject, now);
            }
        }
        return responders.isEmpty()
                ? new Bad(
                        Reason.UNAUTHORISED_RESPONDER,
                        "OCSP response for " + name(subject) + " is not by a responder of " + name(issuer))
                : new Bad(Reason.INVALID_SIGNATURE, "OCSP response for " + name(subject) + " has a wrong signature");
    }

    /**
     * The certificates beside the response are not under its signature, and a listed responder needs none: so that they
     * cannot be altered unnoticed either, one of them must be genuine.
     */
    private static boolean genuine(
            List<X509Certificate> sent, List<X509Certificate> responders, X509Certificate issuer) {
        return sent.isEmpty() || sent.contains(issuer) || !Collections.disjoint(sent, responders);
    }

    /** Those who may speak for the issuer and whom the response claims to be of. */
    private List<X509Certificate> responders(OcspResponse response, X509Certificate issuer) {
        List<X509Certificate> able = new ArrayList<>(4);
        CaNode node = authorities.node(issuer);
        if (node != null) {
            for (OcspResponder responder : node.responders()) {
                add(response, responder.certificate(), able);
            }
        }
        add(response, issuer, able);
        for (X509Certificate sent : response.certificates()) {
            if (!able.contains(sent)
                    && response.claimsResponder(sent)
                    && KeyUsages.ocspSigning(sent)
                    && sent.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                    && Authorities.signed(sent, issuer)) {
                able.add(sent);
            }
        }
        return able;
    }

    private static void add(OcspResponse response, @Nullable X509Certificate candidate, List<X509Certificate> able) {
        if (candidate != null && response.claimsResponder(candidate) && !able.contains(candidate)) {
            able.add(candidate);
        }
    }

    private OcspVerdict byTheClock(Authentic known, X509Certificate subject, Instant now) {
        SingleStatus status = known.status;
        if (now.isBefore(known.responderFrom) || now.isAfter(known.responderUntil)) {
            return new Bad(
                    Reason.RESPONDER_EXPIRED,
                    "OCSP responder's certificate is valid from " + known.responderFrom + " to "
                            + known.responderUntil);
        }
        if (status.state() == SingleStatus.State.REVOKED) {
            return new Bad(Reason.REVOKED, name(subject) + " is revoked");
        }
        if (status.state() == SingleStatus.State.UNKNOWN) {
            return new Bad(Reason.UNKNOWN_STATUS, name(subject) + " is not known to its OCSP responder");
        }
        Instant from = status.thisUpdate().minus(rules.skew());
        if (now.isBefore(from)) {
            return new Bad(Reason.NOT_YET_VALID, "OCSP response is of the future: " + status.thisUpdate());
        }
        Instant until = status.thisUpdate().plus(rules.freshness());
        if (now.isAfter(until)) {
            return new Bad(
                    Reason.STALE, "OCSP response of " + status.thisUpdate() + " is older than " + rules.freshness());
        }
        Instant next = status.nextUpdate();
        if (rules.verifyNextUpdate() && next != null) {
            if (now.isAfter(next)) {
                return new Bad(Reason.PAST_NEXT_UPDATE, "OCSP response was to be renewed by " + next);
            }
            until = next.isBefore(until) ? next : until;
        }
        return new Good(from, until).within(known.responderFrom, known.responderUntil);
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().toString();
    }
}
