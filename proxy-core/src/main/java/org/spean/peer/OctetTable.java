package org.spean.peer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The documents that both ends of a connection remember of one direction, the one used last first. What is beyond
 * {@link CompactForm#ENTRIES} or {@link CompactForm#BYTES} goes from the end, at both ends alike. One thread.
 */
final class OctetTable {
    private final byte[][] entries = new byte[CompactForm.ENTRIES][];
    private int count;
    private int bytes;

    /** Whether a document can be remembered at all. */
    static boolean takes(int length) {
        return length <= CompactForm.BYTES;
    }

    /** Remembers a document as the one used last; it {@linkplain #takes can be}. */
    void add(byte[] document) {
        bytes += document.length;
        while (count == CompactForm.ENTRIES || bytes > CompactForm.BYTES) {
            bytes -= entries[--count].length;
        }
        count++;
        front(count - 1, document);
    }

    /** The document at this place, which becomes the one used last; {@code null} if there is none. */
    byte @Nullable [] use(int place) {
        if (place >= count) {
            return null;
        }
        byte[] document = entries[place];
        front(place, document);
        return document;
    }

    private void front(int place, byte[] document) {
        System.arraycopy(entries, 0, entries, 1, place);
        entries[0] = document;
    }

    /** Where a document is; -1 if it is not. */
    int place(byte[] document) {
        for (int i = 0; i < count; i++) {
            if (Arrays.equals(entries[i], document)) { // most often the same array
                return i;
            }
        }
        return -1;
    }
}
