package org.spean.globalconf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Many short strings in one byte array, numbered from 0. Those added by {@link #intern} are found again by their text;
 * one object per string would cost a collector more than all the parsing. Not safe for writing by several threads.
 */
final class Texts {
    static final int NONE = -1;

    private byte[] bytes = new byte[1 << 12];
    private int[] starts = new int[1 << 8];
    private int[] hashes = new int[1 << 8];
    private int count;
    private Slots slots = Slots.of(1 << 8);

    /** The number of a text, given now if it has none. */
    int intern(String text) {
        int found = find(text);
        if (found != NONE) {
            return found;
        }
        int number = add(text);
        slots = slots.with(hashes[number], number, i -> hashes[i]);
        return number;
    }

    /** Adds a text that nobody will look for. */
    int add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int start = count == 0 ? 0 : starts[count];
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, grown(starts.length));
            hashes = Arrays.copyOf(hashes, starts.length);
        }
        if (start + utf8.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(start + utf8.length, grown(bytes.length)));
        }
        System.arraycopy(utf8, 0, bytes, start, utf8.length);
        hashes[count] = text.hashCode();
        starts[count + 1] = start + utf8.length;
        return count++;
    }

    /** The number of a text that was interned, or {@link #NONE}. */
    int find(String text) {
        int hash = text.hashCode();
        for (int slot = slots.first(hash); slots.at(slot) != Slots.FREE; slot = slots.next(slot)) {
            int number = slots.at(slot);
            if (hashes[number] == hash && equal(number, text)) {
                return number;
            }
        }
        return NONE;
    }

    String get(int number) {
        int start = starts[number];
        return new String(bytes, start, starts[number + 1] - start, StandardCharsets.UTF_8);
    }

    /** Gives back what was allocated ahead; to be called when all is added. */
    void trim() {
        bytes = Arrays.copyOf(bytes, count == 0 ? 0 : starts[count]);
        starts = Arrays.copyOf(starts, count + 1);
        hashes = Arrays.copyOf(hashes, count);
    }

    private boolean equal(int number, String text) {
        int start = starts[number];
        int length = starts[number + 1] - start;
        if (length < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                return Arrays.equals(bytes, start, start + length, utf8, 0, utf8.length);
            }
            if (bytes[start + i] != c) {
                return false;
            }
        }
        return length == text.length();
    }

    static int grown(int size) {
        return size + (size >> 1);
    }
}
