package org.spean.crypto.hashchain;

import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.HashStep;

/**
 * The way of one message's leaf to the root of its batch: what it is joined with, from the leaf upwards. Empty for a message alone.
 *
 * @param algorithm of all steps
 * @param nodes at most {@link #MAX_NODES}
 */
public record HashPath(DigestAlgorithm algorithm, List<Node> nodes) {
    /** The longest path; enough for any batch. */
    public static final int MAX_NODES = 63;

    /**
     * One join.
     *
     * @param digest of the other side
     * @param left whether the other side stands left of us
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    public record Node(byte[] digest, boolean left) {}

    /**
     * Checks lengths.
     *
     * @throws IllegalArgumentException if there are too many nodes or a digest has not the length of the algorithm
     */
    public HashPath {
        nodes = List.copyOf(nodes);
        if (nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException("nodes: " + nodes.size() + " (expected: at most " + MAX_NODES + ")");
        }
        for (Node node : nodes) {
            if (node.digest.length != algorithm.length()) {
                throw new IllegalArgumentException(
                        "digest: " + node.digest.length + " bytes (expected: " + algorithm.length() + ")");
            }
        }
    }

    /** The path of a message that is the whole batch. */
    public static HashPath alone(DigestAlgorithm algorithm) {
        return new HashPath(algorithm, List.of());
    }

    /** The root that the leaf leads to. */
    public byte[] root(byte[] leaf) {
        byte[] digest = leaf;
        for (Node node : nodes) {
            digest = node.left
                    ? HashStep.of(algorithm, node.digest, digest)
                    : HashStep.of(algorithm, digest, node.digest);
        }
        return digest;
    }

    /** A compact form for the log: algorithm, number of nodes, a bit per node (set: left), the digests. */
    public byte[] encode() {
        int count = nodes.size();
        int sides = (count + 7) / 8;
        int length = algorithm.length();
        byte[] encoded = new byte[2 + sides + count * length];
        encoded[0] = code(algorithm);
        encoded[1] = (byte) count;
        for (int i = 0; i < count; i++) {
            Node node = nodes.get(i);
            if (node.left) {
                encoded[2 + i / 8] |= (byte) (1 << (i % 8));
            }
            System.arraycopy(node.digest, 0, encoded, 2 + sides + i * length, length);
        }
        return encoded;
    }

    /**
     * Reads what {@link #encode()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are nothing of the kind
     */
    public static HashPath decode(byte[] encoded) {
        if (encoded.length < 2) {
            throw new IllegalArgumentException("path: " + encoded.length + " bytes (expected: at least 2)");
        }
        DigestAlgorithm algorithm = algorithm(encoded[0]);
        int count = encoded[1];
        int sides = (count + 7) / 8;
        int length = algorithm.length();
        if (count < 0 || count > MAX_NODES || encoded.length != 2 + sides + count * length) {
            throw new IllegalArgumentException("path: " + encoded.length + " bytes do not hold " + count + " nodes");
        }
        List<Node> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] digest = new byte[length];
            System.arraycopy(encoded, 2 + sides + i * length, digest, 0, length);
            nodes.add(new Node(digest, ((encoded[2 + i / 8] >> (i % 8)) & 1) == 1));
        }
        return new HashPath(algorithm, nodes);
    }

    /** Written to logs that outlive this version: never change one. */
    private static byte code(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA_256 -> 1;
            case SHA_384 -> 2;
            case SHA_512 -> 3;
        };
    }

    private static DigestAlgorithm algorithm(byte code) {
        return switch (code) {
            case 1 -> DigestAlgorithm.SHA_256;
            case 2 -> DigestAlgorithm.SHA_384;
            case 3 -> DigestAlgorithm.SHA_512;
            default -> throw new IllegalArgumentException("algorithm: " + code + " (expected: 1 to 3)");
        };
    }
}
