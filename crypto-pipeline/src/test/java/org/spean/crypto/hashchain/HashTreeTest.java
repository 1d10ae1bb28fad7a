package org.spean.crypto.hashchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.HashStep;
import org.spean.crypto.digest.MessageDigests;

class HashTreeTest {
    private static final DigestAlgorithm SHA = DigestAlgorithm.SHA_512;

    @Test
    void joinsNeighboursAndLiftsOrphans() {
        List<byte[]> l = leaves(SHA, 7);
        byte[] left = join(join(l.get(0), l.get(1)), join(l.get(2), l.get(3)));

        assertThat(HashTree.over(SHA, l.subList(0, 1)).root()).isEqualTo(l.get(0));
        assertThat(HashTree.over(SHA, l.subList(0, 2)).root()).isEqualTo(join(l.get(0), l.get(1)));
        assertThat(HashTree.over(SHA, l.subList(0, 3)).root()).isEqualTo(join(join(l.get(0), l.get(1)), l.get(2)));
        assertThat(HashTree.over(SHA, l.subList(0, 5)).root()).isEqualTo(join(left, l.get(4)));
        assertThat(HashTree.over(SHA, l).root()).isEqualTo(join(left, join(join(l.get(4), l.get(5)), l.get(6))));
        assertThatThrownBy(() -> HashTree.over(SHA, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void everyPathLeadsToTheRoot(
            @ForAll DigestAlgorithm algorithm, @ForAll @IntRange(min = 1, max = 300) int size, @ForAll int anyIndex) {
        int index = Math.floorMod(anyIndex, size);
        List<byte[]> leaves = leaves(algorithm, size);
        HashTree tree = HashTree.over(algorithm, leaves);
        HashPath path = tree.path(index);

        assertThat(path.root(leaves.get(index))).isEqualTo(tree.root());
        assertThat(path.nodes().size()).isLessThanOrEqualTo(Integer.SIZE - Integer.numberOfLeadingZeros(size - 1));
        assertThat(HashPath.decode(path.encode()).encode()).isEqualTo(path.encode());
        assertThat(HashPath.decode(path.encode()).root(leaves.get(index))).isEqualTo(tree.root());
        if (size > 1) {
            assertThat(path.root(leaves.get((index + 1) % size))).isNotEqualTo(tree.root());
        }
    }

    @Property(tries = 200)
    void whatIsWrittenIsAccepted(
            @ForAll DigestAlgorithm algorithm,
            @ForAll @IntRange(min = 1, max = 100) int size,
            @ForAll @IntRange(max = 4) int attachments,
            @ForAll int anyIndex)
            throws Exception {
        int index = Math.floorMod(anyIndex, size);
        List<MessageDigests> messages = IntStream.range(0, size)
                .mapToObj(i -> new MessageDigests(
                        algorithm, algorithm.digest(bytes(i)), leaves(algorithm, (i + attachments) % 5)))
                .toList();
        HashTree tree = HashTree.over(
                algorithm, messages.stream().map(MessageDigests::leaf).toList());
        byte[] result = HashChainWriter.result(algorithm, tree.root());
        if (size == 1 && messages.getFirst().single()) {
            assertThatThrownBy(() -> HashChainWriter.chain(tree.path(0), messages.getFirst()))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        byte[] chain = HashChainWriter.chain(tree.path(index), messages.get(index));

        HashChainWalk.check(result, chain, messages.get(index));
        assertThat(HashChainWalk.rootOf(result)).isEqualTo(tree.root());
        if (size > 1) {
            MessageDigests other = messages.get((index + 1) % size);
            assertThatThrownBy(() -> HashChainWalk.check(result, chain, other)).isInstanceOf(HashChainException.class);
        }
    }

    @Test
    void refusesBytesThatAreNoPath() {
        byte[] good = HashTree.over(SHA, leaves(SHA, 5)).path(1).encode();

        for (byte[] bad : List.of(
                new byte[0],
                new byte[] {3},
                new byte[] {0, 0},
                new byte[] {4, 0},
                new byte[] {3, -1},
                new byte[] {3, 64},
                new byte[] {3, 0, 0},
                java.util.Arrays.copyOf(good, good.length - 1),
                java.util.Arrays.copyOf(good, good.length + 1))) {
            assertThatThrownBy(() -> HashPath.decode(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(HashPath.decode(HashPath.alone(SHA).encode()).nodes()).isEmpty();
    }

    static List<byte[]> leaves(DigestAlgorithm algorithm, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> algorithm.digest(bytes(-i)))
                .toList();
    }

    private static byte[] bytes(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] join(byte[] left, byte[] right) {
        return HashStep.of(SHA, left, right);
    }
}
