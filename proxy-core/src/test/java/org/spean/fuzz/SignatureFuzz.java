package org.spean.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * The fast path against the slow one: both of the same opinion, or the fast one of none. And a verifier that remembers nothing
 * against one that has verified the captured messages and all inputs before: the same opinion again. First byte: which
 * message came with it; then signature document, hash chain result and hash chain, of which the last two may be absent. What is readable
 * is also tried with its digests corrected and signed with the real key, as otherwise nothing behind the first digest would
 * be reached.
 */
final class SignatureFuzz implements FuzzTarget {

    private final SignatureVerifier forgetting = new SignatureVerifier(new VerifierSettings(0, 0, 1, 16));
    /** A megabyte: less than a run, and more than the captured batches with the input that is tried against them. */
    private final SignatureVerifier remembering = new SignatureVerifier(new VerifierSettings(1 << 20, 16, 1, 16));

    /** The last two pairs are of one batch each. */
    private final List<Capture> captures = Stream.of(
                    Stream.of(
                            Capture.of("golden", "rest-get-small", Direction.REQUEST),
                            Capture.of("golden", "rest-post-json", Direction.REQUEST),
                            Capture.of("ica", "ica-rest-post-json", Direction.REQUEST),
                            Capture.of("ec", "ec-rest-get", Direction.REQUEST)),
                    twoOfABatch("golden", "batch-16"),
                    twoOfABatch("ec", "ec-batch-8"))
            .flatMap(some -> some)
            .toList();

    private final List<TrustAnchors> anchors =
            captures.stream().map(capture -> GoldenTrust.anchors(capture.set())).toList();
    private final List<Forge> forges = captures.stream()
            .map(capture -> new Forge(capture.pki(), "bank-sign", capture.date()))
            .toList();

    private static Stream<Capture> twoOfABatch(String set, String scenario) {
        List<Capture> all = Capture.in(set, scenario)
                .filter(capture -> capture.direction() == Direction.REQUEST && capture.isSigned())
                .toList();
        for (Capture one : all) {
            for (Capture other : all) {
                if (one != other
                        && Arrays.equals(
                                one.signature().signature(), other.signature().signature())) {
                    return Stream.of(one, other);
                }
            }
        }
        throw new AssertionError("no batch in " + scenario);
    }

    @Override
    public Stream<byte[]> seeds() {
        return IntStream.range(0, captures.size()).mapToObj(i -> {
            SignatureParts parts = captures.get(i).signature();
            byte[] result = parts.result();
            byte[] chain = parts.chain();
            byte[] framed = result == null || chain == null
                    ? parts.signature()
                    : Frames.joined(parts.signature(), result, chain);
            byte[] seed = new byte[1 + framed.length];
            seed[0] = (byte) i;
            System.arraycopy(framed, 0, seed, 1, framed.length);
            return seed;
        });
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int which = Math.floorMod(input[0], captures.size());
        List<byte[]> frames = Frames.split(input, 1, 3);
        byte[] document = frames.getFirst();
        byte @Nullable [] result = frames.size() > 1 ? frames.get(1) : null;
        byte @Nullable [] chain = frames.size() > 2 ? frames.get(2) : null;
        for (int i = 0; i < captures.size(); i++) {
            SignatureParts honest = captures.get(i).signature();
            if (honest.result() != null && !(verify(remembering, i, honest) instanceof Verified)) {
                throw new AssertionError("no more verified: " + captures.get(i));
            }
        }
        compare(which, new SignatureParts(document, result, chain));
        byte[] corrected = forges.get(which).corrected(document, result);
        if (!Arrays.equals(corrected, document)) {
            compare(which, new SignatureParts(corrected, result, chain));
        }
    }

    private void compare(int which, SignatureParts parts) {
        Verdict fast = verify(forgetting, which, parts);
        Verdict slow = verifySlowly(forgetting, which, parts);
        if (slow instanceof Deviates) {
            throw new AssertionError("slow: " + slow);
        }
        require("fast", fast, slow);
        require("with what was verified before", verify(remembering, which, parts), slow);
        require("slow, with what was verified before", verifySlowly(remembering, which, parts), slow);
        Verdict again = verify(remembering, which, parts);
        require("a second time", again, slow);
        if (slow instanceof Verified && parts.result() != null && again instanceof Deviates) {
            throw new AssertionError("not remembered");
        }
        SignatureParts compact = parts.compact(captures.get(which).digests());
        if (compact.chain() == null && parts.chain() != null) {
            // The chain's own words for what is wrong with it differ; nothing else does.
            for (SignatureVerifier verifier : List.of(forgetting, remembering)) {
                Verdict asPath = verify(verifier, which, compact);
                if (!(asPath instanceof Deviates) && asPath instanceof Verified != slow instanceof Verified) {
                    throw new AssertionError("as a path: " + asPath + ", slow: " + slow);
                }
            }
        }
    }

    private Verdict verify(SignatureVerifier verifier, int which, SignatureParts parts) {
        Capture capture = captures.get(which);
        return verifier.verify(
                parts, capture.digests(), GoldenTrust.signer(capture), anchors.get(which), capture.date());
    }

    private Verdict verifySlowly(SignatureVerifier verifier, int which, SignatureParts parts) {
        Capture capture = captures.get(which);
        return Objects.requireNonNull(verifier.verifySlowly(
                        parts, capture.digests(), GoldenTrust.signer(capture), anchors.get(which), capture.date())
                .block());
    }

    private static void require(String how, Verdict verdict, Verdict slow) {
        boolean same = verdict instanceof Deviates
                || verdict.equals(slow)
                || (verdict instanceof Verified one && slow instanceof Verified other && same(one, other));
        if (!same) {
            throw new AssertionError(how + ": " + verdict + ", slow: " + slow);
        }
    }

    private static boolean same(Verified one, Verified other) {
        return one.member().equals(other.member())
                && one.certificate().equals(other.certificate())
                && one.signingTime().equals(other.signingTime())
                && one.at().equals(other.at())
                && one.batch() == other.batch();
    }
}
