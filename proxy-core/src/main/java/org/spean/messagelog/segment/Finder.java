package org.spean.messagelog.segment;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.RecordKind;

/** Answers a query from the index: by the hash of an id where one is asked for, else by going through the segments that may have it. */
final class Finder {

    private final IndexView index;
    private final EvidenceQuery query;
    private final long removed;
    private final Stored stored;
    private final @Nullable String client;

    /** What a record says at a place; {@code null} when its segment is gone. */
    interface Stored {
        @Nullable
        RecordEntry at(Place place) throws IOException;
    }

    Finder(IndexView index, EvidenceQuery query, long removed, Stored stored) {
        this.index = index;
        this.query = query;
        this.removed = removed;
        this.stored = stored;
        ClientId asked = query.client();
        client = asked == null ? null : asked.encoded();
    }

    boolean matches(RecordEntry record) {
        return (query.queryId() == null || query.queryId().equals(record.queryId()))
                && (query.requestId() == null || query.requestId().equals(record.requestId()))
                && (client == null || client.equals(record.client()))
                && (query.response() == null || query.response() == RecordKind.response(record.kind()))
                && (query.from() == null || record.time() >= Micros.of(query.from()))
                && (query.to() == null || record.time() < Micros.of(query.to()));
    }

    /** The first numbers of those that are indexed, ascending. */
    List<Long> indexed(int most) throws SQLException, IOException {
        String queryId = query.queryId();
        String requestId = query.requestId();
        if (queryId != null) {
            return hashed(Terms.ofQuery(seed(), queryId), most);
        }
        if (requestId != null) {
            return hashed(Terms.ofRequest(seed(), requestId), most);
        }
        return through(most);
    }

    private long seed() throws SQLException {
        return index.number("SELECT seed FROM progress");
    }

    private List<Long> hashed(long hash, int most) throws SQLException, IOException {
        NavigableSet<Place> places = new TreeSet<>(); // in the order of numbers
        IndexView.Row each = row -> {
            long segment = row.getLong(1);
            TermTable.positions(row.getBytes(2), hash, offset -> places.add(new Place(segment, offset)));
        };
        index.rows(
                "SELECT s.id, t.terms FROM segment s CROSS JOIN term t ON t.id = s.id * " + TermTable.BUCKETS
                        + " + ? WHERE s.id > ?",
                each,
                hash >>> 56,
                removed);
        index.rows("SELECT segment, terms FROM fresh WHERE segment > ?", each, removed);
        List<Long> found = new ArrayList<>();
        for (Place place : places) {
            RecordEntry record = found.size() < most ? stored.at(place) : null;
            if (record != null && matches(record)) {
                found.add(record.id());
            }
        }
        return found;
    }

    private List<Long> through(int most) throws SQLException {
        long name = client == null ? -1 : index.number("SELECT id FROM name WHERE value = ?", client);
        Condition segments = new Condition("WHERE id > ?");
        if (client != null) {
            segments.and("EXISTS (SELECT 1 FROM client c WHERE c.segment = segment.id AND c.name = ?)", name);
        }
        if (query.from() != null) {
            segments.and("last_time >= ?", Micros.of(query.from()));
        }
        if (query.to() != null) {
            segments.and("first_time < ?", Micros.of(query.to()));
        }
        List<long[]> ranges = new ArrayList<>();
        index.rows(
                "SELECT first_id, last_id FROM segment " + segments.text + " ORDER BY id",
                row -> ranges.add(new long[] {row.getLong(1), row.getLong(2)}),
                segments.with(removed));
        List<Long> found = new ArrayList<>();
        for (long[] range : ranges) {
            if (found.size() < most) {
                RecordBlocks.each(index, range[0], range[1], block -> {
                    for (int row = 0; row < block.count() && found.size() < most; row++) {
                        if (matches(block, row, name)) {
                            found.add(block.id(row));
                        }
                    }
                    return found.size() < most;
                });
            }
        }
        return found;
    }

    private boolean matches(RecordBlock block, int row, long name) {
        return (client == null || block.client(row) == name)
                && (query.response() == null || query.response() == RecordKind.response(block.kind(row)))
                && (query.from() == null || block.time(row) >= Micros.of(query.from()))
                && (query.to() == null || block.time(row) < Micros.of(query.to()));
    }

    /** Parts of a WHERE clause with their values. */
    private static final class Condition {
        private final StringBuilder text;
        private final List<Object> values = new ArrayList<>();

        Condition(String beginning) {
            text = new StringBuilder(beginning);
        }

        void and(String part, Object value) {
            text.append(" AND ").append(part);
            values.add(value);
        }

        Object[] with(Object... first) {
            List<Object> all = new ArrayList<>(List.of(first));
            all.addAll(values);
            return all.toArray();
        }
    }
}
