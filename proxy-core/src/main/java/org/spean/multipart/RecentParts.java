package org.spean.multipart;

import org.jspecify.annotations.Nullable;

/**
 * Parts that a thread saw last. Messages have parts in common: those of one batch its signature, those of one server its OCSP responses.
 * Each is an array once, however many messages it came with, so that whoever looks closer sees at once that it is known. It decides
 * nothing: without it each message would have arrays of its own with the same bytes. One thread.
 */
public final class RecentParts {
    /** What is longer is unusual, and not held for others. */
    private static final int LONGEST = 1 << 15;

    private final byte[] @Nullable [] seen;
    private int next;

    /** @param most parts remembered; a power of two */
    public RecentParts(int most) {
        if (Integer.bitCount(most) != 1) {
            throw new IllegalArgumentException("most: " + most + " (expected: a power of two)");
        }
        seen = new byte[most][];
    }

    /** What was collected, taken from the collector: the array that was seen before, or a new one that is remembered. */
    public byte[] take(PartCollector part) {
        int mask = seen.length - 1;
        for (int i = 1; i <= seen.length; i++) { // the youngest first
            byte[] one = seen[(next - i) & mask];
            if (one == null) {
                break;
            }
            if (part.is(one)) {
                part.clear();
                return one;
            }
        }
        byte[] fresh = part.take();
        if (fresh.length <= LONGEST) {
            seen[next] = fresh;
            next = (next + 1) & mask;
        }
        return fresh;
    }
}
