package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.xades.SignatureParts;
import org.spean.effort.Effort;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.CaptureSet;

/** Every attack of the table is refused on both paths, by a verifier that saw nothing before and by one that knows the signer. */
class SignatureAttacksTest {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 64L << 20;
    private static final List<Capture> CAPTURES = List.of(
            Capture.of("golden", "rest-get-small", Direction.REQUEST),
            Capture.of("golden", "rest-post-json", Direction.REQUEST),
            Capture.of("golden", "rest-204", Direction.RESPONSE),
            Capture.of("golden", "rest-get-small", Direction.RESPONSE),
            Capture.of("golden", "soap-simple", Direction.REQUEST),
            Capture.of("ec", "ec-rest-get", Direction.REQUEST),
            Capture.of("ec", "ec-rest-post-json", Direction.REQUEST),
            Capture.of("ec", "ec-rest-get", Direction.RESPONSE),
            Capture.of("ica", "ica-rest-get", Direction.REQUEST),
            Capture.of("ica", "ica-rest-post-json", Direction.REQUEST),
            Capture.of("ica", "ica-rest-get", Direction.RESPONSE));
    private static final Map<String, TrustAnchors> ANCHORS = CAPTURES.stream()
            .map(Capture::set)
            .distinct()
            .collect(Collectors.toMap(CaptureSet::name, GoldenTrust::anchors));
    private static final SignatureVerifier KNOWING = new SignatureVerifier(VerifierSettings.DEFAULT);
    private static final SignatureVerifier FORGETFUL = new SignatureVerifier(new VerifierSettings(0, 0, 1, 16));

    static Stream<Arguments> attacks() {
        return CAPTURES.stream()
                .flatMap(capture -> SignatureAttacks.on(capture, capture.date()).stream()
                        .map(attack -> Arguments.of(Named.of(capture + " " + attack, attack), capture)));
    }

    @AfterAll
    static void close() {
        KNOWING.close();
        FORGETFUL.close();
    }

    /** Without this, an attack might be refused for what was done to it on the way. */
    @Test
    void whatTheyStartFromIsAccepted() {
        for (Capture capture : CAPTURES) {
            SignatureParts honest = new Forge(capture, capture.signer() + "-sign").seal(capture.digests());
            for (SignatureParts parts : List.of(capture.signature(), honest)) {
                assertThat(fast(KNOWING, parts, capture)).isInstanceOf(Verified.class);
                assertThat(slow(KNOWING, parts, capture)).isInstanceOf(Verified.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefusedOnBothPaths(SignatureAttack attack, Capture capture) {
        refused(FORGETFUL, attack, capture);

        fast(KNOWING, capture.signature(), capture);
        long remembered = KNOWING.remembered();
        refused(KNOWING, attack, capture);
        assertThat(KNOWING.remembered()).isEqualTo(remembered);
    }

    private static void refused(SignatureVerifier verifier, SignatureAttack attack, Capture capture) {
        Effort effort = Effort.begin();
        Verdict fast = fast(verifier, attack.parts(), capture);
        Verdict slow = slow(verifier, attack.parts(), capture); // on a thread of its own
        Duration took = effort.cpu();
        long allocated = effort.allocated();

        assertThat(slow).isInstanceOf(Refused.class);
        assertThat(((Refused) slow).reason()).as(slow.toString()).isEqualTo(attack.reason());
        assertThat(((Refused) slow).message()).as("told to the peer").doesNotContain("org.spean", "Exception");
        if (!(fast instanceof Deviates)) {
            assertThat(fast).isEqualTo(slow);
        }
        assertThat(took).as("CPU time of both").isLessThan(LONGEST);
        assertThat(allocated).as("bytes allocated by both").isLessThan(MOST_BYTES);
    }

    /** The table names each kind that the threat model does. */
    @Test
    void theTableIsWhole() {
        Set<String> kinds = new HashSet<>();
        attacks()
                .forEach(arguments ->
                        kinds.add(((Named<?>) Objects.requireNonNull(arguments.get()[0]))
                                .getPayload()
                                .toString()
                                .replaceFirst(":.*", "")));
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "wrapping",
                        "ids",
                        "references",
                        "comments",
                        "processing instructions",
                        "entities",
                        "CDATA",
                        "namespaces",
                        "algorithms",
                        "keys",
                        "certificate",
                        "intermediate",
                        "OCSP",
                        "message",
                        "hash chain");
    }

    /** Values that some libraries took for a signature of anything (r = s = 0, or the order of the curve). */
    @Test
    void valuesThatSignAnythingWithCarelessEc() {
        Capture get = Capture.of("ec", "ec-rest-get", Direction.REQUEST);
        String text = new String(get.signature().signature(), UTF_8);
        byte[] order = ((ECPublicKey) get.pki().certificate("bank-sign").getPublicKey())
                .getParams()
                .getOrder()
                .toByteArray();
        order = Arrays.copyOfRange(order, order[0] == 0 ? 1 : 0, order.length);
        int half = order.length;
        byte[] zero = new byte[2 * half];
        byte[] orders = Arrays.copyOf(order, 2 * half);
        System.arraycopy(order, 0, orders, half, half);
        byte[] ones = new byte[2 * half];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] one = new byte[2 * half];
        one[half - 1] = 1;
        one[2 * half - 1] = 1;
        try (var verifier = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            for (byte[] value : List.of(zero, orders, ones, one, new byte[1], new byte[2 * half + 2])) {
                var parts = SignatureParts.direct(Forge.withValue(text, value));
                TrustAnchors anchors = GoldenTrust.anchors(get.set());
                Verdict fast = verifier.verify(parts, get.digests(), GoldenTrust.BANK, anchors, get.date());
                Verdict slow = verifier.verifySlowly(parts, get.digests(), GoldenTrust.BANK, anchors, get.date())
                        .block();
                assertThat(fast).isEqualTo(slow);
                assertThat(((Refused) fast).reason()).isEqualTo(Reason.INVALID_SIGNATURE_VALUE);
            }
        }
    }

    private static Verdict fast(SignatureVerifier verifier, SignatureParts parts, Capture capture) {
        return verifier.verify(parts, capture.digests(), GoldenTrust.signer(capture), anchors(capture), capture.date());
    }

    private static Verdict slow(SignatureVerifier verifier, SignatureParts parts, Capture capture) {
        return Objects.requireNonNull(verifier.verifySlowly(
                        parts, capture.digests(), GoldenTrust.signer(capture), anchors(capture), capture.date())
                .block());
    }

    private static TrustAnchors anchors(Capture capture) {
        return Objects.requireNonNull(ANCHORS.get(capture.set().name()));
    }
}
