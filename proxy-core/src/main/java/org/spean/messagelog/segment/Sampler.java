package org.spean.messagelog.segment;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Draws records at random: their places in the whole, then what stands there, segment by segment. */
final class Sampler {

    private final IndexView index;
    private final NavigableSet<Long> tail;
    private final List<long[]> segments = new ArrayList<>();
    private long indexed;

    Sampler(IndexView index, long removed, NavigableSet<Long> tail) throws SQLException {
        this.index = index;
        this.tail = tail;
        index.rows(
                "SELECT first_id, last_id, kind0 + kind1 + kind2 + kind3 FROM segment WHERE id > ? ORDER BY id",
                row -> {
                    segments.add(new long[] {row.getLong(1), row.getLong(2), row.getLong(3)});
                    indexed += row.getLong(3);
                },
                removed);
    }

    List<Long> draw(int records, RandomGenerator random) throws SQLException {
        long all = indexed + tail.size();
        Set<Long> places = new HashSet<>();
        while (places.size() < Math.min(records, all)) {
            places.add(records >= all ? places.size() : random.nextLong(all));
        }
        NavigableSet<Long> drawn = new TreeSet<>();
        List<Long> ofTail = List.copyOf(tail);
        long before = 0;
        NavigableSet<Long> sorted = new TreeSet<>(places);
        for (long[] segment : segments) {
            long end = before + segment[2];
            Set<Long> here = sorted.subSet(before, end);
            if (!here.isEmpty()) {
                List<Long> ids = new ArrayList<>();
                RecordBlocks.each(index, segment[0], segment[1], block -> {
                    for (int row = 0; row < block.count(); row++) {
                        ids.add(block.id(row));
                    }
                    return true;
                });
                for (long place : here) {
                    if (place - before < ids.size()) {
                        drawn.add(ids.get((int) (place - before)));
                    }
                }
            }
            before = end;
        }
        for (long place : sorted.tailSet(before, true)) {
            drawn.add(ofTail.get((int) (place - before)));
        }
        return List.copyOf(drawn);
    }
}
