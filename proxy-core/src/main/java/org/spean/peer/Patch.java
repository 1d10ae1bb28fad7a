package org.spean.peer;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How one document differs from another of the same length: again and again the number of bytes that are the same, the
 * number of those that are not, and these.
 */
final class Patch {
    /** A run of equal bytes that is shorter is not worth its two numbers. */
    private static final int GAP = 4;

    private Patch() {}

    /** The patch that makes the document of the pattern; {@code null} if there is none, or none that is worth it. */
    static byte @Nullable [] of(byte[] pattern, byte[] document) {
        if (pattern.length != document.length) {
            return null;
        }
        int most = document.length / 2;
        byte[] patch = new byte[most];
        int length = 0;
        int done = 0;
        int from = next(pattern, document, 0);
        while (from < document.length) {
            int to = from + 1;
            for (int equal = 0; to < document.length && equal < GAP; to++) {
                equal = pattern[to] == document[to] ? equal + 1 : 0;
            }
            while (pattern[to - 1] == document[to - 1]) {
                to--;
            }
            if (length + 2 * Varint.MOST_BYTES + to - from > most) {
                return null;
            }
            length = Varint.put(patch, length, from - done);
            length = Varint.put(patch, length, to - from);
            System.arraycopy(document, from, patch, length, to - from);
            length += to - from;
            done = to;
            from = next(pattern, document, to);
        }
        return Arrays.copyOf(patch, length);
    }

    private static int next(byte[] pattern, byte[] document, int from) {
        int at = Arrays.mismatch(pattern, from, pattern.length, document, from, document.length);
        return at < 0 ? document.length : from + at;
    }

    /**
     * What the patch makes of the pattern.
     *
     * @throws MalformedCompactException if it goes beyond the pattern
     */
    static byte[] apply(byte[] pattern, ByteBuf patch) {
        byte[] document = pattern.clone();
        int at = 0;
        while (patch.isReadable()) {
            at += Varint.read(patch, document.length - at);
            int length = Varint.readLength(patch, document.length - at);
            patch.readBytes(document, at, length);
            at += length;
        }
        return document;
    }
}
