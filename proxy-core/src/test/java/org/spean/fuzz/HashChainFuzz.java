package org.spean.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.StatedDigests;
import org.spean.golden.Capture;

/** Hash chains and their results, in one input with a zero byte between them. */
final class HashChainFuzz implements FuzzTarget {

    private final List<Capture> captures = Stream.of("rest-post-json", "batch-16", "soap-attachment-2")
            .flatMap(scenario -> Capture.in("golden", scenario).limit(2))
            .filter(capture -> capture.isSigned() && capture.signature().chain() != null)
            .toList();
    private final List<byte[]> seeds = captures.stream()
            .map(capture -> joined(
                    Objects.requireNonNull(capture.signature().result()),
                    Objects.requireNonNull(capture.signature().chain())))
            .toList();

    private static byte[] joined(byte[] result, byte[] chain) {
        byte[] both = Arrays.copyOf(result, result.length + 1 + chain.length);
        System.arraycopy(chain, 0, both, result.length + 1, chain.length);
        return both;
    }

    @Override
    public Stream<byte[]> seeds() {
        return seeds.stream();
    }

    @Override
    public void run(byte[] input) {
        int zero = 0;
        while (zero < input.length && input[zero] != 0) {
            zero++;
        }
        byte[] result = Arrays.copyOf(input, zero);
        byte[] chain = Arrays.copyOfRange(input, Math.min(zero + 1, input.length), input.length);
        for (Capture capture : captures) {
            try {
                HashChainWalk.check(result, chain, capture.digests());
                // Whoever passes with this message must say what its own chain says, if not in the same bytes.
                if (!StatedDigests.of(chain)
                                .equals(StatedDigests.of(Objects.requireNonNull(
                                        capture.signature().chain())))
                        && !Arrays.equals(
                                HashChainWalk.rootOf(result),
                                HashChainWalk.rootOf(Objects.requireNonNull(
                                        capture.signature().result())))) {
                    throw new AssertionError("another chain proves " + capture);
                }
            } catch (HashChainException refused) {
                Objects.requireNonNull(refused.getMessage());
            }
        }
        try {
            HashPath.decode(chain);
        } catch (IllegalArgumentException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
