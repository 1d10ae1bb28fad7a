package org.spean.globalconf;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** The slots of a hash table of row numbers with linear probing, at most half of them taken. */
final class Slots {
    static final int FREE = -1;

    /** 2^32 divided by the golden ratio: spreads numbers that lie close together. */
    private static final int SPREAD = 0x9E3779B9;

    private final int[] rows;
    private final int shift;
    private int taken;

    private Slots(int size) {
        rows = new int[size];
        Arrays.fill(rows, FREE);
        shift = Integer.numberOfLeadingZeros(size - 1);
    }

    /** Slots for so many rows. */
    static Slots of(int capacity) {
        return new Slots(Math.max(4, Integer.highestOneBit(Math.max(1, capacity) - 1) << 2));
    }

    /** These slots, or twice as many, with one more row. */
    Slots with(int hash, int row, IntUnaryOperator hashOf) {
        Slots home = this;
        if (taken * 2 >= rows.length) {
            home = new Slots(rows.length * 2);
            for (int old : rows) {
                if (old != FREE) {
                    home.put(hashOf.applyAsInt(old), old);
                }
            }
        }
        home.put(hash, row);
        return home;
    }

    private void put(int hash, int row) {
        int slot = first(hash);
        while (rows[slot] != FREE) {
            slot = next(slot);
        }
        rows[slot] = row;
        taken++;
    }

    /** Where a search begins; it goes on with {@link #next} until {@link #at} is {@link #FREE}. */
    int first(int hash) {
        return (hash * SPREAD) >>> shift;
    }

    int next(int slot) {
        return slot + 1 & rows.length - 1;
    }

    int at(int slot) {
        return rows[slot];
    }
}
