package org.spean.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.ocsp.OcspResponse;
import org.spean.crypto.ocsp.OcspResponseException;
import org.spean.crypto.ocsp.OcspVerdict;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;

/**
 * Judges the OCSP responses that a peer sends with its request. They are the same for an hour and thousands of requests,
 * so those last found good are remembered by the bytes and only compared.
 */
final class ShownStatuses {
    private static final int MOST = 10_000;

    private final Cache<X509Certificate, Shown> good =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private final Revocations revocations;
    private final Events events;

    /** @param revocations how many were known when this was judged */
    private record Shown(TrustAnchors anchors, List<byte[]> responses, OcspVerdict.Good verdict, long revocations) {
        boolean answers(List<byte[]> others) {
            if (responses.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (!Arrays.equals(responses.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    ShownStatuses(Revocations revocations, Events events) {
        this.revocations = revocations;
        this.events = events;
    }

    @Nullable
    Instant goodUntil(X509Certificate certificate) {
        Shown shown = good.getIfPresent(certificate);
        return shown == null || shown.revocations != revocations.count() ? null : shown.verdict.until();
    }

    OcspVerdict judge(List<X509Certificate> sent, List<byte[]> responses, TrustAnchors anchors, Instant now) {
        X509Certificate leaf = sent.getFirst();
        Shown known = good.getIfPresent(leaf);
        if (known != null
                && known.anchors == anchors
                && known.revocations == revocations.count()
                && known.verdict.holdsAt(now)
                && known.answers(responses)) {
            return known.verdict;
        }
        long count = revocations.count();
        OcspVerdict verdict = judgeAnew(sent, responses, anchors, now);
        switch (verdict) {
            case OcspVerdict.Good found -> good.put(leaf, new Shown(anchors, List.copyOf(responses), found, count));
            case OcspVerdict.Bad bad -> refused(leaf, bad);
        }
        return verdict;
    }

    private void refused(X509Certificate leaf, OcspVerdict.Bad bad) {
        events.report(
                bad.reason() == OcspVerdict.Reason.REVOKED ? Events.Kind.CERTIFICATE_REVOKED : Events.Kind.OCSP_REFUSED,
                leaf.getSubjectX500Principal().toString(),
                "shown with a request: " + bad.message());
    }

    private OcspVerdict judgeAnew(
            List<X509Certificate> sent, List<byte[]> responses, TrustAnchors anchors, Instant now) {
        List<OcspResponse> parsed = new ArrayList<>(responses.size());
        for (byte[] response : responses) {
            try {
                parsed.add(OcspResponse.parse(response));
            } catch (OcspResponseException e) {
                return new OcspVerdict.Bad(
                        OcspVerdict.Reason.MALFORMED, "An OCSP response cannot be read: " + e.getMessage());
            }
        }
        return ChainStatus.judge(sent, parsed, anchors, revocations, now);
    }
}
