package org.spean.globalconf;

import java.nio.IntBuffer;

/** Numbers in a {@link Space}, as many as are added. Not safe for writing by several threads. */
final class Ints {
    private static final int FIRST = 1 << 6;

    private final Space space;
    private IntBuffer values;
    private int size;

    Ints(Space space) {
        this(space, FIRST);
    }

    private Ints(Space space, int capacity) {
        this.space = space;
        this.values = space.ints(capacity);
    }

    /** So many times the same number. */
    static Ints of(Space space, int count, int value) {
        Ints ints = new Ints(space, count);
        for (int i = 0; i < count; i++) {
            ints.values.put(i, value);
        }
        ints.size = count;
        return ints;
    }

    void add(int value) {
        if (size == values.capacity()) {
            IntBuffer more = space.ints(2 * size);
            more.put(0, values, 0, size);
            values = more;
        }
        values.put(size++, value);
    }

    int get(int index) {
        return values.get(index);
    }

    void set(int index, int value) {
        values.put(index, value);
    }

    int size() {
        return size;
    }

    /** Where a number is among those from one index to another, which must be in ascending order; negative if it is not. */
    int search(int from, int to, int value) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = values.get(middle);
            if (found == value) {
                return middle;
            } else if (found < value) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The same elsewhere, without room to grow. */
    Ints in(Space other) {
        Ints copy = new Ints(other, size);
        copy.values.put(0, values, 0, size);
        copy.size = size;
        return copy;
    }
}
