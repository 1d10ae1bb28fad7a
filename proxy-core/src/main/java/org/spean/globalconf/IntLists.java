package org.spean.globalconf;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Lists of numbers, one for each row, end to end in one array. Not safe for writing by several threads. */
final class IntLists {
    private int[] starts = new int[1 << 6];
    private int[] values = new int[1 << 6];
    private int rows;

    /** Adds the list of the next row. */
    void add(int[] list) {
        int start = starts[rows];
        int end = start + list.length;
        if (rows + 2 > starts.length) {
            starts = Arrays.copyOf(starts, Texts.grown(starts.length));
        }
        if (end > values.length) {
            values = Arrays.copyOf(values, Math.max(end, Texts.grown(values.length)));
        }
        System.arraycopy(list, 0, values, start, list.length);
        starts[++rows] = end;
    }

    int size(int row) {
        return starts[row + 1] - starts[row];
    }

    int get(int row, int index) {
        return values[starts[row] + index];
    }

    /** Whether a row's list, which must be in ascending order, has a number. */
    boolean contains(int row, int value) {
        return Arrays.binarySearch(values, starts[row], starts[row + 1], value) >= 0;
    }

    /** For each place from 0 to {@code places} - 1 the rows whose lists have a number with that place, ascending. */
    IntLists inverse(int places, IntUnaryOperator placeOf) {
        IntLists inverse = new IntLists();
        inverse.rows = places;
        inverse.starts = new int[places + 1];
        inverse.values = new int[starts[rows]];
        for (int i = 0; i < starts[rows]; i++) {
            inverse.starts[placeOf.applyAsInt(values[i]) + 1]++;
        }
        for (int place = 0; place < places; place++) {
            inverse.starts[place + 1] += inverse.starts[place];
        }
        int[] next = Arrays.copyOf(inverse.starts, places);
        for (int row = 0; row < rows; row++) {
            for (int i = starts[row]; i < starts[row + 1]; i++) {
                inverse.values[next[placeOf.applyAsInt(values[i])]++] = row;
            }
        }
        return inverse;
    }

    void trim() {
        values = Arrays.copyOf(values, starts[rows]);
        starts = Arrays.copyOf(starts, rows + 1);
    }
}
