package org.spean.fuzz;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainKind;
import org.spean.crypto.hashchain.HashChainResult;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.StatedDigests;
import org.spean.crypto.hashchain.WrittenChain;
import org.spean.golden.Capture;

/**
 * Hash chains and their results, in one input with a zero byte between them. Whatever the walk takes, {@link PlainWalk} takes too, and
 * the path that is made of a chain proves the same as the chain. A chain is also tried with the result that it does lead
 * to, from the parts that it states, as otherwise nothing but the captured ones would be taken.
 */
final class HashChainFuzz implements FuzzTarget {

    private final List<Capture> captures = Stream.of("rest-post-json", "batch-16", "soap-attachment-2")
            .flatMap(scenario -> Capture.in("golden", scenario).limit(2))
            .filter(capture -> capture.isSigned() && capture.signature().chain() != null)
            .toList();
    private final List<byte[]> seeds = captures.stream()
            .map(capture -> Frames.joined(
                    Objects.requireNonNull(capture.signature().result()),
                    Objects.requireNonNull(capture.signature().chain())))
            .toList();

    @Override
    public Stream<byte[]> seeds() {
        return seeds.stream();
    }

    @Override
    public void run(byte[] input) {
        List<byte[]> frames = Frames.split(input, 0, 2);
        byte[] result = frames.getFirst();
        byte[] chain = frames.size() > 1 ? frames.get(1) : new byte[0];
        for (Capture capture : captures) {
            compare(result, chain, capture.digests());
        }
        MessageDigests stated = stated(chain);
        if (stated != null) {
            compare(result, chain, stated);
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                try {
                    byte[] root = PlainWalk.root(chain, "STEP0", algorithm, stated);
                    compare(HashChainWriter.result(algorithm, root), chain, stated);
                } catch (IOException leadsNowhere) {
                    Objects.requireNonNull(leadsNowhere.getMessage());
                }
            }
        }
        try {
            HashPath.decode(chain);
        } catch (IllegalArgumentException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }

    private static @Nullable MessageDigests stated(byte[] chain) {
        try {
            return StatedDigests.of(chain);
        } catch (HashChainException refused) {
            Objects.requireNonNull(refused.getMessage());
            return null;
        }
    }

    private static void compare(byte[] result, byte[] chain, MessageDigests digests) {
        boolean taken = takes(result, chain, digests);
        if (taken) {
            try {
                PlainWalk.check(result, chain, digests);
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("taken, and proves nothing", e);
            }
        }
        HashPath path = WrittenChain.path(result, chain, digests);
        if (path != null) {
            if (takesPath(result, path, digests) != taken) {
                throw new AssertionError("chain taken: " + taken + ", its path is not so");
            }
            if (!Arrays.equals(HashChainWriter.chain(path, digests), chain)) {
                throw new AssertionError("path of another chain");
            }
        }
    }

    private static boolean takes(byte[] result, byte[] chain, MessageDigests digests) {
        try {
            HashChainWalk.check(result, chain, digests);
            return true;
        } catch (HashChainException refused) {
            Objects.requireNonNull(refused.getMessage());
            return false;
        }
    }

    private static boolean takesPath(byte[] result, HashPath path, MessageDigests digests) {
        try {
            HashChainWalk.check(HashChainResult.parse(HashChainKind.SIGNATURE, result), path, digests);
            return true;
        } catch (HashChainException refused) {
            Objects.requireNonNull(refused.getMessage());
            return false;
        }
    }
}
