package org.spean.globalconf;

import java.util.function.IntUnaryOperator;

/** A hash table of row numbers with linear probing, at most half full. Not safe for writing by several threads. */
final class Slots {
    static final int FREE = -1;

    private static final int FIRST = 1 << 7;

    /** 2^32 divided by the golden ratio: spreads numbers that lie close together. */
    private static final int SPREAD = 0x9E3779B9;

    private final Space space;
    private Ints rows;
    private int taken;

    Slots(Space space) {
        this(space, Ints.of(space, FIRST, FREE), 0);
    }

    private Slots(Space space, Ints rows, int taken) {
        this.space = space;
        this.rows = rows;
        this.taken = taken;
    }

    /** Adds a row; where the table is too small for it, those that are there are placed anew by their hashes. */
    void add(int hash, int row, IntUnaryOperator hashOf) {
        if (taken * 2 >= rows.size()) {
            Ints old = rows;
            rows = Ints.of(space, old.size() * 2, FREE);
            for (int i = 0; i < old.size(); i++) {
                if (old.get(i) != FREE) {
                    put(hashOf.applyAsInt(old.get(i)), old.get(i));
                }
            }
        }
        put(hash, row);
        taken++;
    }

    private void put(int hash, int row) {
        int slot = first(hash);
        while (rows.get(slot) != FREE) {
            slot = next(slot);
        }
        rows.set(slot, row);
    }

    /** Where a search begins; it goes on with {@link #next} until {@link #at} is {@link #FREE}. */
    int first(int hash) {
        return (hash * SPREAD) >>> Integer.numberOfLeadingZeros(rows.size() - 1);
    }

    int next(int slot) {
        return slot + 1 & rows.size() - 1;
    }

    int at(int slot) {
        return rows.get(slot);
    }

    Slots in(Space other) {
        return new Slots(other, rows.in(other), taken);
    }
}
