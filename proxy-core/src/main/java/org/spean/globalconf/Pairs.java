package org.spean.globalconf;

/** Pairs of numbers, each there once, numbered from 0 and found again. Not safe for writing by several threads. */
final class Pairs {
    static final int NONE = -1;

    private final Ints left;
    private final Ints right;
    private final Slots slots;

    Pairs(Space space) {
        this(new Ints(space), new Ints(space), new Slots(space));
    }

    private Pairs(Ints left, Ints right, Slots slots) {
        this.left = left;
        this.right = right;
        this.slots = slots;
    }

    /** Adds a pair; {@link #NONE} if it is there. */
    int add(int first, int second) {
        if (find(first, second) != NONE) {
            return NONE;
        }
        int row = left.size();
        left.add(first);
        right.add(second);
        slots.add(hash(first, second), row, of -> hash(left.get(of), right.get(of)));
        return row;
    }

    int find(int first, int second) {
        for (int slot = slots.first(hash(first, second)); slots.at(slot) != Slots.FREE; slot = slots.next(slot)) {
            int row = slots.at(slot);
            if (left.get(row) == first && right.get(row) == second) {
                return row;
            }
        }
        return NONE;
    }

    int left(int row) {
        return left.get(row);
    }

    int right(int row) {
        return right.get(row);
    }

    int size() {
        return left.size();
    }

    Pairs in(Space other) {
        return new Pairs(left.in(other), right.in(other), slots.in(other));
    }

    /** Mixed, for second numbers of neighbours are neighbours too. */
    private static int hash(int first, int second) {
        int mixed = first * 0x85EBCA6B ^ second;
        return mixed ^ mixed >>> 15;
    }
}
