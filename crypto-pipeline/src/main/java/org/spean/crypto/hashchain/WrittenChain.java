package org.spean.crypto.hashchain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;

/**
 * Recognises the documents that {@link HashChainWriter} would have written, octet for octet: nearly all that come, since stock
 * servers write the same. Such a chain is no more than its path, which is checked and kept in a tenth of the time and room; everything
 * else is for {@link HashChainWalk}.
 */
public final class WrittenChain {
    private final byte[] in;
    private int at;

    private WrittenChain(byte[] in) {
        this.in = in;
    }

    /**
     * The path of which {@link HashChainWriter#chain} makes this very chain and to whose root {@link HashChainWriter#result} makes this
     * very head of a result.
     *
     * @param result {@code /sig-hashchainresult.xml} as received; the digest in it is not looked at
     * @param chain {@code /sig-hashchain.xml} as received
     * @return {@code null} if one of the documents has another form, or is of another message or algorithm
     */
    public static @Nullable HashPath path(byte[] result, byte[] chain, MessageDigests digests) {
        DigestAlgorithm algorithm = digests.algorithm();
        if (!new WrittenChain(result).is(HashChainWriter.resultHead(algorithm))) {
            return null;
        }
        return new WrittenChain(chain).path(HashChainWriter.chainHead(algorithm), digests);
    }

    private @Nullable HashPath path(byte[] head, MessageDigests digests) {
        if (!is(head)) {
            return null;
        }
        DigestAlgorithm algorithm = digests.algorithm();
        List<HashPath.Node> nodes = new ArrayList<>(8); // from the root down
        boolean last = false;
        for (int step = 0; !last; step++) {
            if (nodes.size() == HashPath.MAX_NODES || !is(HashChainWriter.STEP, step, HashChainWriter.STEP_ID_END)) {
                return null;
            }
            byte @Nullable [] digest = null;
            boolean left = is(HashChainWriter.HASH_VALUE);
            if (left) {
                digest = value(algorithm);
                if (digest == null) {
                    return null;
                }
            }
            if (is(HashChainWriter.MESSAGE_REF)) {
                last = true;
                if (!inputs(digests)) {
                    return null;
                }
            } else if (!is(HashChainWriter.STEP_REF, step + 1, HashChainWriter.STEP_REF_END)) {
                return null;
            }
            if (!left && is(HashChainWriter.HASH_VALUE)) {
                digest = value(algorithm);
                if (digest == null) {
                    return null;
                }
            }
            // The message's own step joins it with a neighbour, or its parts with one another.
            boolean joins = !last || digests.single();
            if (joins != (digest != null) || !is(HashChainWriter.STEP_END)) {
                return null;
            }
            if (digest != null) {
                nodes.add(new HashPath.Node(digest, left));
            }
        }
        if (!is(HashChainWriter.CHAIN_END) || at != in.length) {
            return null;
        }
        Collections.reverse(nodes);
        return new HashPath(algorithm, nodes);
    }

    /** A digest that we do not hold, {@code null} if none stands here. */
    private byte @Nullable [] value(DigestAlgorithm algorithm) {
        byte[] digest = digest(algorithm.length());
        return digest != null && is(HashChainWriter.HASH_VALUE_END) ? digest : null;
    }

    private byte @Nullable [] digest(int length) {
        byte[] digest = new byte[length];
        int end = Base64Text.decode(in, at, digest);
        if (end != at + HashChainWriter.base64Length(length)) { // white space in between is another form
            return null;
        }
        at = end;
        return digest;
    }

    private boolean inputs(MessageDigests digests) {
        if (!isDigest(digests.message())) {
            return false;
        }
        int number = 1;
        for (byte[] attachment : digests.attachments()) {
            if (!is(HashChainWriter.ATTACHMENT_REF, number++, HashChainWriter.ATTACHMENT_REF_ID_END)
                    || !isDigest(attachment)) {
                return false;
            }
        }
        return true;
    }

    private boolean isDigest(byte[] expected) {
        return Arrays.equals(expected, digest(expected.length)) && is(HashChainWriter.DATA_REF_END);
    }

    private boolean is(byte[] before, int number, byte[] after) {
        return is(before) && isNumber(number) && is(after);
    }

    private boolean isNumber(int number) {
        if (number >= 10 && !isNumber(number / 10)) {
            return false;
        }
        return at < in.length && in[at++] == '0' + number % 10;
    }

    private boolean is(byte[] expected) {
        int end = at + expected.length;
        if (end > in.length || !Arrays.equals(in, at, end, expected, 0, expected.length)) {
            return false;
        }
        at = end;
        return true;
    }
}
