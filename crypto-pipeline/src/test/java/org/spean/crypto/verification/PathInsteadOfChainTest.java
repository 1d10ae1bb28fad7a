package org.spean.crypto.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.HashPath.Node;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/** A hash chain that came as a path proves what its document would prove, and nothing else. */
class PathInsteadOfChainTest {
    private static final Pattern ENTRY =
            Pattern.compile("<(?:\\w+:)?(HashValue|StepRef|DataRef)\\b[^>]*?(/>|>\\s*<[^>]*>([^<]*)<)");

    private final SignatureVerifier verifier = new SignatureVerifier(VerifierSettings.DEFAULT);

    @AfterEach
    void close() {
        verifier.close();
    }

    static Stream<Capture> chained() {
        return Capture.in("golden", "batch-16")
                .filter(c -> c.isSigned() && c.signature().chain() != null);
    }

    /** The path that a captured chain describes, read without our own reader. */
    private static HashPath path(Capture capture) {
        String document = new String(Objects.requireNonNull(capture.signature().chain()), StandardCharsets.UTF_8);
        List<Node> fromTheRoot = new ArrayList<>();
        for (String step : document.split("<(?:\\w+:)?HashStep", -1)) {
            byte[] other = null;
            boolean left = false;
            int place = 0;
            for (Matcher entries = ENTRY.matcher(step); entries.find(); place++) {
                if (entries.group(1).equals("HashValue")) {
                    other = Base64.getMimeDecoder().decode(entries.group(3));
                    left = place == 0;
                }
            }
            if (other != null) {
                fromTheRoot.add(new Node(other, left));
            }
        }
        return new HashPath(capture.digests().algorithm(), fromTheRoot.reversed());
    }

    private static SignatureParts parts(Capture capture, HashPath path) {
        return new SignatureParts(
                capture.signature().signature(), capture.signature().result(), null, path);
    }

    private Verdict verify(Capture capture, SignatureParts parts) {
        return verifier.verify(
                parts,
                capture.digests(),
                GoldenTrust.signer(capture),
                GoldenTrust.anchors(capture.set()),
                capture.date());
    }

    private Reason refusal(Capture capture, SignatureParts parts) {
        Verdict fresh;
        try (SignatureVerifier other = new SignatureVerifier(VerifierSettings.DEFAULT)) {
            fresh = other.verify(
                    parts,
                    capture.digests(),
                    GoldenTrust.signer(capture),
                    GoldenTrust.anchors(capture.set()),
                    capture.date());
        }
        verify(capture, capture.signature()); // the signature is remembered, and the second verdict is by that way
        Verdict again = verify(capture, parts);
        assertThat(fresh).isInstanceOf(Refused.class);
        assertThat(((Refused) again).reason()).isEqualTo(((Refused) fresh).reason());
        return ((Refused) fresh).reason();
    }

    @ParameterizedTest
    @MethodSource("chained")
    void pathOfARealServersChainProvesItsMessage(Capture capture) {
        SignatureParts parts = parts(capture, path(capture));
        assertThat(verify(capture, parts)).isInstanceOf(Verified.class);
        assertThat(verify(capture, parts)).as("remembered").isInstanceOf(Verified.class);
        assertThat(verify(capture, parts.whole(capture.digests())))
                .as("as a document")
                .isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @MethodSource("chained")
    void anyOtherPathIsRefused(Capture capture) {
        HashPath good = path(capture);
        List<Node> nodes = good.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<Node> turned = new ArrayList<>(nodes);
            turned.set(i, new Node(node.digest(), !node.left()));
            List<Node> shorter = new ArrayList<>(nodes);
            shorter.remove(i);
            List<Node> longer = new ArrayList<>(nodes);
            longer.add(i, node);
            byte[] bent = node.digest().clone();
            bent[i % bent.length] ^= 1;
            List<Node> forged = new ArrayList<>(nodes);
            forged.set(i, new Node(bent, node.left()));
            for (List<Node> bad : List.of(turned, shorter, longer, forged)) {
                assertThat(refusal(capture, parts(capture, new HashPath(good.algorithm(), bad))))
                        .isEqualTo(Reason.INVALID_SIGNATURE_VALUE);
            }
        }
    }

    private static List<Capture> two() {
        List<Capture> all = chained()
                .filter(c -> c.direction() == Direction.REQUEST)
                .filter(c -> !path(c).nodes().isEmpty())
                .toList();
        assertThat(all).hasSizeGreaterThan(1);
        return all;
    }

    @Test
    void pathOfAnotherMessageIsRefused() {
        Capture one = two().get(0);
        Capture other = two().get(1);
        assertThat(refusal(one, parts(one, path(other)))).isEqualTo(Reason.INVALID_SIGNATURE_VALUE);
    }

    @Test
    void signatureOfAnotherMemberIsRefused() {
        Capture one = two().getFirst();
        SignatureParts parts = parts(one, path(one));
        Verdict verdict =
                verifier.verify(parts, one.digests(), GoldenTrust.MINISTRY, GoldenTrust.anchors(one.set()), one.date());
        assertThat(((Refused) verdict).reason()).isEqualTo(Reason.INCORRECT_CERTIFICATE);
        assertThat(verify(one, parts)).isInstanceOf(Verified.class);
        Verdict known =
                verifier.verify(parts, one.digests(), GoldenTrust.MINISTRY, GoldenTrust.anchors(one.set()), one.date());
        assertThat(((Refused) known).reason()).isEqualTo(Reason.INCORRECT_CERTIFICATE);
    }

    @Test
    void pathOfAnotherAlgorithmIsRefused() {
        Capture one = two().getFirst();
        HashPath other = new HashPath(
                DigestAlgorithm.SHA_256, List.of(new Node(new byte[DigestAlgorithm.SHA_256.length()], true)));
        assertThat(refusal(one, parts(one, other))).isEqualTo(Reason.MALFORMED_HASH_CHAIN);
    }

    @Test
    void pathWithoutAStepIsRefused() {
        Capture one = two().getFirst();
        var single = new MessageDigests(one.digests().algorithm(), one.digests().message(), List.of());
        SignatureParts parts = parts(one, HashPath.alone(one.digests().algorithm()));
        Verdict verdict =
                verifier.verify(parts, single, GoldenTrust.signer(one), GoldenTrust.anchors(one.set()), one.date());
        assertThat(((Refused) verdict).reason()).isEqualTo(Reason.MALFORMED_HASH_CHAIN);
        assertThatThrownBy(() -> parts.whole(single)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pathBesideADirectSignatureIsRefused() {
        Capture get = Capture.of("golden", "rest-get-small", Direction.REQUEST);
        SignatureParts parts = new SignatureParts(
                get.signature().signature(),
                null,
                null,
                HashPath.alone(get.digests().algorithm()));
        assertThat(((Refused) verify(get, parts)).reason()).isEqualTo(Reason.INVALID_REFERENCE);
    }
}
