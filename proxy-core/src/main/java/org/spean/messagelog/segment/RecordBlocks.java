package org.spean.messagelog.segment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@link RecordBlock}s from the index. */
final class RecordBlocks {

    /** The block in which a record is, if it is in any; else the one before it. */
    static final String AROUND = "SELECT segment, block FROM record WHERE first <= ? ORDER BY first DESC LIMIT 1";

    private static final int AT_ONCE = 64;

    private RecordBlocks() {}

    /** Takes a block; false: no more. */
    interface Each {
        boolean take(RecordBlock block) throws SQLException;
    }

    static RecordBlock block(ResultSet row) throws SQLException {
        return RecordBlock.of(row.getLong(1), row.getBytes(2));
    }

    /** Where a record stands; {@code null} when there is none of this number. */
    static @Nullable Place place(IndexView index, long id) throws SQLException {
        List<Place> found = new ArrayList<>(1);
        index.rows(
                AROUND,
                row -> {
                    RecordBlock block = block(row);
                    int at = block.row(id);
                    if (at >= 0) {
                        found.add(block.place(at));
                    }
                },
                id);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Gives the blocks that have records with numbers from {@code from} to {@code to}, ascending; they may have others too. */
    static void each(IndexView index, long from, long to, Each each) throws SQLException {
        long next = index.number("SELECT first FROM record WHERE first <= ? ORDER BY first DESC LIMIT 1", from);
        while (true) {
            List<RecordBlock> some = new ArrayList<>();
            index.rows(
                    "SELECT segment, block FROM record WHERE first BETWEEN ? AND ? AND last >= ? ORDER BY first LIMIT "
                            + AT_ONCE,
                    row -> some.add(block(row)),
                    next,
                    to,
                    from);
            for (RecordBlock block : some) {
                if (!each.take(block)) {
                    return;
                }
            }
            if (some.size() < AT_ONCE) {
                return;
            }
            next = some.getLast().id(0) + 1;
        }
    }

    /** Those of a block's signatures that no time-stamp covers. */
    static Set<Long> unstamped(IndexView index, RecordBlock block) throws SQLException {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int row = 0; row < block.count(); row++) {
            least = Math.min(least, block.signature(row));
            most = Math.max(most, block.signature(row));
        }
        return new HashSet<>(
                index.numbers("SELECT signature FROM unstamped WHERE signature BETWEEN ? AND ?", least, most));
    }
}
