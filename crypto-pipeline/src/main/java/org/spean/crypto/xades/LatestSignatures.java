package org.spean.crypto.xades;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The batch signatures that came last, by all bytes of their documents and hash chain results, and a value for each. The bytes
 * are copied into a ring that is made once: kept as they came, 7 kB each for a second or so, they would be what fills
 * the old generation of the heap, and a full collection every ten seconds the price. One thread at a time.
 *
 * @param <T> what is known about a signature
 */
public final class LatestSignatures<T> {
    private final int capacity;
    private final ArrayDeque<Held<T>> held = new ArrayDeque<>();
    private byte @Nullable [] ring;
    private int end;

    /** A document, and behind it its result. */
    private record Held<T>(int hash, int from, int middle, int end, T value) {}

    /** @param capacity bytes, taken when the first is remembered; 0: none is */
    public LatestSignatures(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 0)");
        }
        this.capacity = capacity;
    }

    /** What was remembered of exactly this; {@code null} if it is not, or no more. */
    public @Nullable T find(byte[] document, byte[] result) {
        byte[] bytes = ring;
        if (bytes == null) {
            return null;
        }
        int hash = Arrays.hashCode(result); // holds the root of the batch, so it tells batches apart
        // Messages of one batch come close together: the youngest first.
        for (Iterator<Held<T>> youngest = held.descendingIterator(); youngest.hasNext(); ) {
            Held<T> one = youngest.next();
            if (one.hash == hash
                    && Arrays.equals(bytes, one.middle, one.end, result, 0, result.length)
                    && Arrays.equals(bytes, one.from, one.middle, document, 0, document.length)) {
                return one.value;
            }
        }
        return null;
    }

    /** Takes the place of the oldest, as many as it needs the room of. */
    public void remember(byte[] document, byte[] result, T value) {
        int length = document.length + result.length;
        if (length > capacity) {
            return;
        }
        byte[] bytes = ring;
        if (bytes == null) {
            bytes = new byte[capacity];
            ring = bytes;
        }
        if (length > capacity - end) {
            forgetFrom(end, capacity);
            end = 0;
        }
        forgetFrom(end, end + length);
        int middle = end + document.length;
        System.arraycopy(document, 0, bytes, end, document.length);
        System.arraycopy(result, 0, bytes, middle, result.length);
        held.addLast(new Held<>(Arrays.hashCode(result), end, middle, end + length, value));
        end += length;
    }

    /** The oldest, as long as they begin there: behind the youngest comes the oldest. */
    private void forgetFrom(int from, int to) {
        for (Held<T> oldest = held.peekFirst();
                oldest != null && oldest.from >= from && oldest.from < to;
                oldest = held.peekFirst()) {
            held.removeFirst();
        }
    }

    /** Remembers nothing any more. */
    public void forget() {
        held.clear();
        end = 0;
    }

    /** How many are remembered. */
    public int size() {
        return held.size();
    }
}
