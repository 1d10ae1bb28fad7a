package org.spean.globalconf;

import java.util.Arrays;

/** Pairs of numbers, each there once, numbered from 0 and found again. Not safe for writing by several threads. */
final class Pairs {
    static final int NONE = -1;

    private int[] left = new int[1 << 6];
    private int[] right = new int[1 << 6];
    private int count;
    private Slots slots = Slots.of(1 << 6);

    /** Adds a pair; {@link #NONE} if it is there. */
    int add(int first, int second) {
        if (find(first, second) != NONE) {
            return NONE;
        }
        if (count == left.length) {
            left = Arrays.copyOf(left, Texts.grown(count));
            right = Arrays.copyOf(right, left.length);
        }
        left[count] = first;
        right[count] = second;
        slots = slots.with(hash(first, second), count, row -> hash(left[row], right[row]));
        return count++;
    }

    int find(int first, int second) {
        for (int slot = slots.first(hash(first, second)); slots.at(slot) != Slots.FREE; slot = slots.next(slot)) {
            int row = slots.at(slot);
            if (left[row] == first && right[row] == second) {
                return row;
            }
        }
        return NONE;
    }

    int left(int row) {
        return left[row];
    }

    int right(int row) {
        return right[row];
    }

    int size() {
        return count;
    }

    void trim() {
        left = Arrays.copyOf(left, count);
        right = Arrays.copyOf(right, count);
    }

    /** Mixed, for second numbers of neighbours are neighbours too. */
    private static int hash(int first, int second) {
        int mixed = first * 0x85EBCA6B ^ second;
        return mixed ^ mixed >>> 15;
    }
}
