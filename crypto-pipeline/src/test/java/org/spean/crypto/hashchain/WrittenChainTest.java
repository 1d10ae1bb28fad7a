package org.spean.crypto.hashchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;

/** A chain is taken for its path only where the path says all of it. */
class WrittenChainTest {

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Written(byte[] result, byte[] chain, HashPath path, MessageDigests digests) {
        static Written of(DigestAlgorithm algorithm, int attachments, int place, int batch) {
            List<byte[]> parts = IntStream.rangeClosed(0, attachments)
                    .mapToObj(part -> algorithm.digest(new byte[part + 1]))
                    .toList();
            MessageDigests digests = new MessageDigests(algorithm, parts.getFirst(), parts.subList(1, parts.size()));
            List<byte[]> leaves = new ArrayList<>(HashTreeTest.leaves(algorithm, batch));
            leaves.set(place, digests.leaf());
            HashTree tree = HashTree.over(algorithm, leaves);
            HashPath path = tree.path(place);
            return new Written(
                    HashChainWriter.result(algorithm, tree.root()),
                    HashChainWriter.chain(path, digests),
                    path,
                    digests);
        }
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void readsWhatIsWritten(DigestAlgorithm algorithm) {
        for (int attachments : new int[] {0, 1, 2, 12}) {
            for (int batch : new int[] {1, 2, 3, 7, 64, 3000}) {
                for (int place : new int[] {0, batch / 2, batch - 1}) {
                    if (attachments + batch == 1) {
                        continue; // a single message is signed itself
                    }
                    Written good = Written.of(algorithm, attachments, place, batch);
                    HashPath read = WrittenChain.path(good.result, good.chain, good.digests);
                    assertThat(Objects.requireNonNull(read).encode())
                            .as("%d attachments, %d of %d", attachments, place, batch)
                            .isEqualTo(good.path.encode());
                }
            }
        }
    }

    static Stream<Written> written() {
        return Stream.of(
                Written.of(DigestAlgorithm.SHA_512, 0, 1, 5),
                Written.of(DigestAlgorithm.SHA_512, 1, 2, 5),
                Written.of(DigestAlgorithm.SHA_384, 2, 0, 2),
                Written.of(DigestAlgorithm.SHA_256, 11, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("written")
    void anyOtherOctetIsAnotherPathOrNone(Written good) {
        for (int bit = 0; bit < good.chain.length * 8; bit++) {
            byte[] changed = good.chain.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            HashPath read = WrittenChain.path(good.result, changed, good.digests);
            if (read != null) {
                assertThat(HashChainWriter.chain(read, good.digests))
                        .as("bit %d", bit)
                        .isEqualTo(changed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("written")
    void whatIsCutOrLongerIsNone(Written good) {
        for (int length = 0; length < good.chain.length; length++) {
            assertThat(WrittenChain.path(good.result, Arrays.copyOf(good.chain, length), good.digests))
                    .isNull();
        }
        assertThat(WrittenChain.path(good.result, Arrays.copyOf(good.chain, good.chain.length + 1), good.digests))
                .isNull();
    }

    @Test
    void anotherMessageIsNone() {
        Written one = Written.of(DigestAlgorithm.SHA_512, 1, 2, 5);
        Written without = Written.of(DigestAlgorithm.SHA_512, 0, 2, 5);
        assertThat(WrittenChain.path(one.result, one.chain, without.digests)).isNull();
        assertThat(WrittenChain.path(without.result, without.chain, one.digests))
                .isNull();
    }

    /** The result says by which algorithm the first step is hashed, and which one that is. */
    @Test
    void aResultOfAnotherAlgorithmOrStepIsNone() {
        Written good = Written.of(DigestAlgorithm.SHA_512, 1, 2, 5);
        byte[] other = HashChainWriter.result(DigestAlgorithm.SHA_256, new byte[32]);
        byte[] step = new String(good.result, StandardCharsets.US_ASCII)
                .replace("#STEP0", "#STEP1")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(WrittenChain.path(other, good.chain, good.digests)).isNull();
        assertThat(WrittenChain.path(step, good.chain, good.digests)).isNull();
    }

    /** Half of the captures have our prefixes, and the same octets come back; the others stay documents. */
    @Test
    void chainsOfStockServersComeBackOctetForOctet() {
        var read = Capture.signedWithSoap()
                .filter(capture -> capture.signature().chain() != null)
                .collect(Collectors.partitioningBy(capture ->
                        capture.signature().compact(capture.digests()).path() != null));
        assertThat(read.get(true)).isNotEmpty().allSatisfy(capture -> {
            var compact = capture.signature().compact(capture.digests());
            assertThat(compact.chain()).isNull();
            assertThat(compact.whole(capture.digests()).chain())
                    .isEqualTo(capture.signature().chain());
        });
        assertThat(read.get(false)).isNotEmpty().allSatisfy(capture -> {
            SignatureParts parts = capture.signature();
            assertThat(parts.compact(capture.digests())).isSameAs(parts);
        });
    }
}
