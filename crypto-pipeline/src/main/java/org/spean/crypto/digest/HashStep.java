package org.spean.crypto.digest;

import java.util.List;

/**
 * The hash step of hash chains: digests and the names of their algorithms are put into one DER structure, {@code SEQUENCE OF
 * SEQUENCE { OCTET STRING, UTF8String, SEQUENCE {} }}, and that is hashed.
 */
public final class HashStep {
    private static final int SEQUENCE = 0x30;

    private HashStep() {}

    /** The step over two digests of the same algorithm, in this order. */
    public static byte[] of(DigestAlgorithm algorithm, byte[] left, byte[] right) {
        DerItem item = algorithm.item();
        check(algorithm, left);
        check(algorithm, right);
        int content = 2 * item.length();
        int header = headerLength(content);
        byte[] der = new byte[header + content];
        writeHeader(der, content);
        item.write(right, der, item.write(left, der, header));
        return algorithm.digest(der);
    }

    /** The step over digests of the same algorithm, at least one, in this order. */
    public static byte[] of(DigestAlgorithm algorithm, List<byte[]> digests) {
        int count = digests.size();
        DerItem item = algorithm.item();
        int content = count * item.length();
        int at = headerLength(content);
        byte[] der = new byte[at + content];
        writeHeader(der, content);
        for (int i = 0; i < count; i++) {
            check(algorithm, digests.get(i));
            at = item.write(digests.get(i), der, at);
        }
        return algorithm.digest(der);
    }

    /**
     * The step over digests of different algorithms.
     *
     * @param algorithm hashes the step
     * @param algorithms of the digests, as many as these
     */
    public static byte[] of(DigestAlgorithm algorithm, List<DigestAlgorithm> algorithms, List<byte[]> digests) {
        int content = 0;
        for (DigestAlgorithm a : algorithms) {
            content += a.item().length();
        }
        int at = headerLength(content);
        byte[] der = new byte[at + content];
        writeHeader(der, content);
        for (int i = 0; i < digests.size(); i++) {
            check(algorithms.get(i), digests.get(i));
            at = algorithms.get(i).item().write(digests.get(i), der, at);
        }
        return algorithm.digest(der);
    }

    private static void check(DigestAlgorithm algorithm, byte[] digest) {
        if (digest.length != algorithm.length()) {
            throw new IllegalArgumentException(
                    "digest: " + digest.length + " bytes (expected: " + algorithm.length() + ")");
        }
    }

    private static int headerLength(int content) {
        if (content < 0x80) {
            return 2;
        }
        return content < 0x100 ? 3 : content < 0x10000 ? 4 : 5;
    }

    private static void writeHeader(byte[] der, int content) {
        der[0] = SEQUENCE;
        int bytes = headerLength(content) - 2;
        if (bytes == 0) {
            der[1] = (byte) content;
            return;
        }
        der[1] = (byte) (0x80 | bytes);
        for (int i = 0; i < bytes; i++) {
            der[2 + i] = (byte) (content >> (8 * (bytes - 1 - i)));
        }
    }
}
