package org.spean.globalconf;

import java.nio.ByteBuffer;

/** Bytes in a {@link Space}, as many as are added. Not safe for writing by several threads. */
final class Octets {
    private static final int FIRST = 1 << 12;

    private final Space space;
    private ByteBuffer bytes;
    private int size;

    Octets(Space space) {
        this(space, FIRST);
    }

    private Octets(Space space, int capacity) {
        this.space = space;
        this.bytes = space.bytes(capacity);
    }

    void add(byte[] more) {
        int needed = Math.addExact(size, more.length);
        if (needed > bytes.capacity()) {
            ByteBuffer wider = space.bytes(Math.max(needed, 2 * bytes.capacity()));
            wider.put(0, bytes, 0, size);
            bytes = wider;
        }
        bytes.put(size, more);
        size = needed;
    }

    byte get(int index) {
        return bytes.get(index);
    }

    byte[] get(int from, int length) {
        byte[] copy = new byte[length];
        bytes.get(from, copy);
        return copy;
    }

    boolean equal(int from, byte[] to) {
        for (int i = 0; i < to.length; i++) {
            if (bytes.get(from + i) != to[i]) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return size;
    }

    /** The same elsewhere, without room to grow. */
    Octets in(Space other) {
        Octets copy = new Octets(other, size);
        copy.bytes.put(0, bytes, 0, size);
        copy.size = size;
        return copy;
    }
}
