package org.spean.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.Deviates;
import org.spean.crypto.verification.Forge;
import org.spean.crypto.verification.GoldenTrust;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verdict;
import org.spean.crypto.verification.Verified;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

/**
 * The fast path against the slow one: both of the same opinion, or the fast one of none. First byte: of which message the
 * signature is. What is readable is also tried with its digests corrected and signed with the real key, as otherwise nothing
 * behind the first digest would be reached.
 */
final class SignatureFuzz implements FuzzTarget {

    private final SignatureVerifier verifier = new SignatureVerifier(new VerifierSettings(0, 0, 1, 16));
    private final List<Capture> captures = List.of(
            Capture.of("golden", "rest-get-small", Direction.REQUEST),
            Capture.of("golden", "rest-post-json", Direction.REQUEST),
            Capture.of("ica", "ica-rest-post-json", Direction.REQUEST),
            Capture.of("ec", "ec-rest-get", Direction.REQUEST));
    private final List<TrustAnchors> anchors =
            captures.stream().map(capture -> GoldenTrust.anchors(capture.set())).toList();

    @Override
    public Stream<byte[]> seeds() {
        return IntStream.range(0, captures.size()).mapToObj(i -> {
            byte[] signature = captures.get(i).signature().signature();
            byte[] seed = new byte[1 + signature.length];
            seed[0] = (byte) i;
            System.arraycopy(signature, 0, seed, 1, signature.length);
            return seed;
        });
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int which = Math.floorMod(input[0], captures.size());
        byte[] document = Arrays.copyOfRange(input, 1, input.length);
        compare(which, document);
        Capture capture = captures.get(which);
        if (!capture.set().name().equals("ec")) {
            byte[] corrected = new Forge(capture.pki(), "bank-sign", capture.date()).corrected(document);
            if (!Arrays.equals(corrected, document)) {
                compare(which, corrected);
            }
        }
    }

    private void compare(int which, byte[] document) {
        Capture capture = captures.get(which);
        SignatureParts captured = capture.signature();
        var parts = new SignatureParts(document, captured.result(), captured.chain());
        Verdict fast = verifier.verify(
                parts, capture.digests(), GoldenTrust.signer(capture), anchors.get(which), capture.date());
        Verdict slow = Objects.requireNonNull(verifier.verifySlowly(
                        parts, capture.digests(), GoldenTrust.signer(capture), anchors.get(which), capture.date())
                .block());
        boolean same =
                fast instanceof Deviates || fast.equals(slow) || (fast instanceof Verified && slow instanceof Verified);
        if (!same || slow instanceof Deviates) {
            throw new AssertionError("fast: " + fast + ", slow: " + slow);
        }
    }
}
