package org.spean.crypto.hashchain;

import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.HashStep;

/**
 * The binary tree over the leaves of a batch. Neighbours are joined left to right, level by level; one without a partner is lifted
 * to the next level as it is. Immutable.
 */
public final class HashTree {
    private final DigestAlgorithm algorithm;
    /** From the leaves up to the root. */
    private final byte[][][] levels;

    private HashTree(DigestAlgorithm algorithm, byte[][][] levels) {
        this.algorithm = algorithm;
        this.levels = levels;
    }

    /** Builds the tree; at least one leaf. */
    public static HashTree over(DigestAlgorithm algorithm, List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("leaves: none (expected: at least one)");
        }
        int depth = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(leaves.size() - 1);
        byte[][][] levels = new byte[depth][][];
        levels[0] = leaves.toArray(new byte[0][]);
        for (int level = 1; level < depth; level++) {
            levels[level] = join(algorithm, levels[level - 1]);
        }
        return new HashTree(algorithm, levels);
    }

    /** The digest that stands for the batch; a single leaf is its own root. */
    public byte[] root() {
        return levels[levels.length - 1][0];
    }

    /** The path of a leaf, counted from 0. */
    public HashPath path(int leaf) {
        List<HashPath.Node> nodes = new ArrayList<>(levels.length - 1);
        int index = leaf;
        for (int level = 0; level < levels.length - 1; level++) {
            int sibling = index ^ 1;
            if (sibling < levels[level].length) {
                nodes.add(new HashPath.Node(levels[level][sibling], sibling < index));
            }
            index >>= 1;
        }
        return new HashPath(algorithm, nodes);
    }

    private static byte[][] join(DigestAlgorithm algorithm, byte[][] below) {
        byte[][] joined = new byte[(below.length + 1) / 2][];
        for (int i = 0; i < below.length / 2; i++) {
            joined[i] = HashStep.of(algorithm, below[2 * i], below[2 * i + 1]);
        }
        if (below.length % 2 == 1) {
            joined[joined.length - 1] = below[below.length - 1];
        }
        return joined;
    }
}
