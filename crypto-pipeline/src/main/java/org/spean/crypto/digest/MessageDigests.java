package org.spean.crypto.digest;

import java.util.ArrayList;
import java.util.List;

/**
 * The digests that stand for one message: of the message part and of each attachment's content. A REST body is attachment 1. The
 * arrays are not copied and must not be changed.
 *
 * @param algorithm of all of them
 * @param message of {@code /message.xml}
 * @param attachments of {@code /attachment1} to {@code /attachment<n>}; empty if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
public record MessageDigests(DigestAlgorithm algorithm, byte[] message, List<byte[]> attachments) {
    /**
     * Checks lengths.
     *
     * @throws IllegalArgumentException if a digest has not the length of the algorithm
     */
    public MessageDigests {
        attachments = List.copyOf(attachments);
        check(algorithm, message);
        for (byte[] attachment : attachments) {
            check(algorithm, attachment);
        }
    }

    /** Whether the message has neither body nor attachments. */
    public boolean single() {
        return attachments.isEmpty();
    }

    /** The one digest by which a batch signature covers the message: its own if single, else the hash step over all. */
    public byte[] leaf() {
        if (attachments.isEmpty()) {
            return message;
        }
        if (attachments.size() == 1) {
            return HashStep.of(algorithm, message, attachments.getFirst());
        }
        List<byte[]> all = new ArrayList<>(1 + attachments.size());
        all.add(message);
        all.addAll(attachments);
        return HashStep.of(algorithm, all);
    }

    private static void check(DigestAlgorithm algorithm, byte[] digest) {
        if (digest.length != algorithm.length()) {
            throw new IllegalArgumentException(
                    "digest: " + digest.length + " bytes (expected: " + algorithm.length() + ")");
        }
    }
}
