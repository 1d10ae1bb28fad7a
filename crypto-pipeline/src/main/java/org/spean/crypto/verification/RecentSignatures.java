package org.spean.crypto.verification;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The batches of which a thread saw messages last. Messages of one batch come close together, so nearly all are found here by
 * a comparison of their bytes, without the hash over 8 kB and the book-keeping of the shared cache. One thread.
 */
final class RecentSignatures {
    private static final int MOST = 8;

    private final @Nullable Seen[] seen = new Seen[MOST];
    private int next;

    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    private record Seen(byte[] signature, byte[] result, VerifiedSignatures.Entry entry) {}

    VerifiedSignatures.@Nullable Entry find(byte[] signature, byte[] result) {
        for (int i = 1; i <= MOST; i++) { // the youngest first
            Seen one = seen[(next - i) & (MOST - 1)];
            if (one == null) {
                return null;
            }
            // The result first: it is short, and its digest is another in each batch.
            if (Arrays.equals(one.result, result) && Arrays.equals(one.signature, signature)) {
                return one.entry;
            }
        }
        return null;
    }

    void remember(byte[] signature, byte[] result, VerifiedSignatures.Entry entry) {
        seen[next] = new Seen(signature, result, entry);
        next = (next + 1) & (MOST - 1);
    }
}
