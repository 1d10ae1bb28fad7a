package org.spean.globalconf;

import java.util.function.IntUnaryOperator;

/** Lists of numbers, one for each row, end to end. Not safe for writing by several threads. */
final class IntLists {
    private final Ints ends;
    private final Ints values;

    IntLists(Space space) {
        this(new Ints(space), new Ints(space));
    }

    private IntLists(Ints ends, Ints values) {
        this.ends = ends;
        this.values = values;
    }

    /** Adds the list of the next row. */
    void add(int[] list) {
        for (int value : list) {
            values.add(value);
        }
        ends.add(values.size());
    }

    int size(int row) {
        return ends.get(row) - start(row);
    }

    int get(int row, int index) {
        return values.get(start(row) + index);
    }

    /** Whether a row's list, which must be in ascending order, has a number. */
    boolean contains(int row, int value) {
        return values.search(start(row), ends.get(row), value) >= 0;
    }

    private int start(int row) {
        return row == 0 ? 0 : ends.get(row - 1);
    }

    /** For each place from 0 to {@code places} - 1 the rows whose lists have a number with that place, ascending. */
    IntLists inverse(int places, IntUnaryOperator placeOf, Space space) {
        Ints starts = Ints.of(space, places + 1, 0);
        for (int i = 0; i < values.size(); i++) {
            int after = placeOf.applyAsInt(values.get(i)) + 1;
            starts.set(after, starts.get(after) + 1);
        }
        for (int place = 0; place < places; place++) {
            starts.set(place + 1, starts.get(place) + starts.get(place + 1));
        }
        // Filled from its start on, each list ends where the next begins.
        Ints next = Ints.of(space, places, 0);
        for (int place = 0; place < places; place++) {
            next.set(place, starts.get(place));
        }
        Ints rows = Ints.of(space, values.size(), 0);
        for (int row = 0; row < ends.size(); row++) {
            for (int i = start(row); i < ends.get(row); i++) {
                int place = placeOf.applyAsInt(values.get(i));
                rows.set(next.get(place), row);
                next.set(place, next.get(place) + 1);
            }
        }
        return new IntLists(next, rows);
    }

    IntLists in(Space other) {
        return new IntLists(ends.in(other), values.in(other));
    }
}
