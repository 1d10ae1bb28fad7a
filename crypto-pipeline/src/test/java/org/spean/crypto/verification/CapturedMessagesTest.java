package org.spean.crypto.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.golden.Capture;

/** Every signed message of all sets verifies, by the fast and by the slow path, at the time of its exchange. */
class CapturedMessagesTest {

    private static final SignatureVerifier VERIFIER = new SignatureVerifier(VerifierSettings.DEFAULT);
    private static final Map<String, TrustAnchors> ANCHORS = new HashMap<>();

    static Stream<Capture> captures() {
        return Capture.signedWithSoap();
    }

    @AfterAll
    static void close() {
        VERIFIER.close();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void verifies(Capture capture) {
        TrustAnchors anchors =
                ANCHORS.computeIfAbsent(capture.set().name(), name -> GoldenTrust.anchors(capture.set()));
        MessageDigests digests = capture.digests();
        var parts = capture.signature();
        var signer = GoldenTrust.signer(capture);

        Verdict fast = VERIFIER.verify(parts, digests, signer, anchors, capture.date());
        assertThat(fast).isInstanceOf(Verified.class);
        var verified = (Verified) fast;
        assertThat(verified.member()).isEqualTo(signer);
        assertThat(verified.certificate()).isEqualTo(capture.pki().certificate(capture.signer() + "-sign"));
        assertThat(verified.batch()).isEqualTo(parts.result() != null);
        assertThat(verified.covers(digests)).isTrue();
        assertThat(verified.covers(capture.digests())).isFalse();

        Verdict again = VERIFIER.verify(parts, digests, signer, anchors, capture.date());
        assertThat(again).usingRecursiveComparison().isEqualTo(fast);
        Verdict slow = VERIFIER.verifySlowly(parts, digests, signer, anchors, capture.date())
                .block();
        assertThat(slow).usingRecursiveComparison().isEqualTo(fast);
    }
}
