package org.spean.globalconf;

import java.nio.charset.StandardCharsets;

/**
 * Many short strings end to end, numbered from 0. Those added by {@link #intern} are found again by their text; one object per
 * string would cost a collector more than all the parsing. Not safe for writing by several threads.
 */
final class Texts {
    static final int NONE = -1;

    private final Octets bytes;
    private final Ints ends;
    private final Ints hashes;
    private final Slots slots;

    Texts(Space space) {
        this(new Octets(space), new Ints(space), new Ints(space), new Slots(space));
    }

    private Texts(Octets bytes, Ints ends, Ints hashes, Slots slots) {
        this.bytes = bytes;
        this.ends = ends;
        this.hashes = hashes;
        this.slots = slots;
    }

    /** The number of a text, given now if it has none. */
    int intern(String text) {
        int found = find(text);
        if (found != NONE) {
            return found;
        }
        int number = add(text);
        slots.add(hashes.get(number), number, hashes::get);
        return number;
    }

    /** Adds a text that nobody will look for. */
    int add(String text) {
        bytes.add(text.getBytes(StandardCharsets.UTF_8));
        ends.add(bytes.size());
        hashes.add(text.hashCode());
        return ends.size() - 1;
    }

    /** The number of a text that was interned, or {@link #NONE}. */
    int find(String text) {
        int hash = text.hashCode();
        for (int slot = slots.first(hash); slots.at(slot) != Slots.FREE; slot = slots.next(slot)) {
            int number = slots.at(slot);
            if (hashes.get(number) == hash && equal(number, text)) {
                return number;
            }
        }
        return NONE;
    }

    String get(int number) {
        return new String(bytes.get(start(number), length(number)), StandardCharsets.UTF_8);
    }

    Texts in(Space other) {
        return new Texts(bytes.in(other), ends.in(other), hashes.in(other), slots.in(other));
    }

    private int start(int number) {
        return number == 0 ? 0 : ends.get(number - 1);
    }

    private int length(int number) {
        return ends.get(number) - start(number);
    }

    private boolean equal(int number, String text) {
        int start = start(number);
        int length = length(number);
        if (length < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                return length == utf8.length && bytes.equal(start, utf8);
            }
            if (bytes.get(start + i) != c) {
                return false;
            }
        }
        return length == text.length();
    }
}
