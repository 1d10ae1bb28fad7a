package org.spean.crypto.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/** A remembered signature spares verifying it again and nothing else. */
class VerifiedSignaturesTest {

    private final SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final List<Capture> batch = largestBatch();
    private final Capture first = batch.get(0);
    private final Capture second = batch.get(1);
    private final TrustAnchors anchors = GoldenTrust.anchors(first.set());

    @AfterEach
    void close() {
        verifier.close();
    }

    @Test
    void keepsOneEntryPerBatch() {
        for (Capture capture : batch) {
            assertThat(verify(capture, capture.signature(), anchors)).isInstanceOf(Verified.class);
        }
        assertThat(batch).hasSizeGreaterThan(2);
        assertThat(verifier.remembered()).isOne();
    }

    @Test
    void keepsNoDirectSignature() {
        Capture get = Capture.of("golden", "rest-get-small", Direction.REQUEST);
        assertThat(verify(get, get.signature(), anchors)).isInstanceOf(Verified.class);
        assertThat(verifier.remembered()).isZero();
    }

    @Test
    void keepsNothingRefused() {
        Verdict verdict =
                verifier.verify(first.signature(), first.digests(), GoldenTrust.MINISTRY, anchors, first.date());
        assertThat(verdict).isInstanceOf(Refused.class);
        assertThat(verifier.remembered()).isZero();
    }

    @Test
    void refusesTheChainOfAnotherMessage() {
        verify(first, first.signature(), anchors);
        SignatureParts own = second.signature();
        var mixed = new SignatureParts(
                own.signature(), own.result(), first.signature().chain());
        assertThat(reason(verify(second, mixed, anchors))).isEqualTo(Reason.INVALID_SIGNATURE_VALUE);
        assertThat(verify(second, own, anchors)).isInstanceOf(Verified.class);
    }

    @Test
    void refusesTheResultOfAnotherBatch() {
        verify(first, first.signature(), anchors);
        Capture other = Capture.of("golden", "rest-post-json", Direction.REQUEST);
        verify(other, other.signature(), anchors);
        var mixed = new SignatureParts(
                first.signature().signature(),
                other.signature().result(),
                other.signature().chain());
        assertThat(reason(verify(other, mixed, anchors))).isEqualTo(Reason.INVALID_SIGNATURE_VALUE);
        assertThat(verifier.remembered()).isEqualTo(2);
    }

    @Test
    void refusesPartsThatTheChainDoesNotCover() {
        verify(first, first.signature(), anchors);
        var d = second.digests();
        var more = new MessageDigests(
                d.algorithm(),
                d.message(),
                Stream.concat(d.attachments().stream(), Stream.of(d.message())).toList());
        assertThat(reason(verifier.verify(second.signature(), more, GoldenTrust.BANK, anchors, second.date())))
                .isEqualTo(Reason.UNUSED_INPUTS);
    }

    @Test
    void refusesAnotherMember() {
        verify(first, first.signature(), anchors);
        assertThat(reason(verifier.verify(
                        second.signature(), second.digests(), GoldenTrust.MINISTRY, anchors, second.date())))
                .isEqualTo(Reason.INCORRECT_CERTIFICATE);
    }

    @Test
    void refusesWhenTheOcspResponseHasGoneStale() {
        verify(first, first.signature(), anchors);
        Verdict later = verifier.verify(
                second.signature(),
                second.digests(),
                GoldenTrust.BANK,
                anchors,
                second.date().plus(Duration.ofHours(2)));
        assertThat(reason(later)).isEqualTo(Reason.CERTIFICATE_VALIDATION);
        assertThat(verify(second, second.signature(), anchors)).isInstanceOf(Verified.class);
        Verdict earlier = verifier.verify(
                second.signature(),
                second.digests(),
                GoldenTrust.BANK,
                anchors,
                second.date().minus(Duration.ofHours(2)));
        assertThat(reason(earlier)).isEqualTo(Reason.CERTIFICATE_VALIDATION);
    }

    @Test
    void refusesWhenTheConfigurationNoLongerTrusts() {
        verify(first, first.signature(), anchors);
        TrustAnchors none = TrustAnchors.of(List.of(), anchors.rules(), anchors.generation() + 1000);
        assertThat(reason(verify(second, second.signature(), none))).isEqualTo(Reason.INVALID_CERTIFICATE_PATH);
        TrustAnchors stricter = GoldenTrust.anchors(first.set(), OcspRules.of(Duration.ofMillis(1)));
        assertThat(reason(verify(second, second.signature(), stricter))).isEqualTo(Reason.CERTIFICATE_VALIDATION);
        TrustAnchors same = GoldenTrust.anchors(first.set());
        assertThat(verify(second, second.signature(), same)).isInstanceOf(Verified.class);
    }

    @Test
    void staysWithinItsBytes() {
        try (var small = new SignatureVerifier(new VerifierSettings(20_000, 1, 1, 1))) {
            Capture.in("golden", "batch-16").filter(Capture::isSigned).forEach(capture -> {
                Verdict verdict = small.verify(
                        capture.signature(), capture.digests(), GoldenTrust.signer(capture), anchors, capture.date());
                assertThat(verdict).isInstanceOf(Verified.class);
            });
            assertThat(small.remembered()).isLessThanOrEqualTo(2);
        }
    }

    private Verdict verify(Capture capture, SignatureParts parts, TrustAnchors trusted) {
        return verifier.verify(parts, capture.digests(), GoldenTrust.signer(capture), trusted, capture.date());
    }

    private static Reason reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Refused.class);
        return ((Refused) verdict).reason();
    }

    private static List<Capture> largestBatch() {
        return Capture.in("golden", "batch-16")
                .filter(c -> c.direction() == Direction.REQUEST)
                .collect(
                        Collectors.groupingBy(c -> ByteBuffer.wrap(c.signature().signature())))
                .values()
                .stream()
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
    }
}
