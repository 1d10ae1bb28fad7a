package org.spean.messagelog.segment;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.RecordKind;
import org.spean.messagelog.Side;

/** Answers a query from the index: by the hash of an id where one is asked for, else by going through the segments that may have it. */
final class Finder {

    private static final int RESPONSE = RecordKind.of(Side.CONSUMER, true, false);

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
        List<Long> ids = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        index.rows(
                "SELECT r.id, r.segment, r.position FROM segment s CROSS JOIN term t ON t.segment = s.id AND t.hash = ?"
                        + " CROSS JOIN record r ON r.id = t.record WHERE s.id > ? ORDER BY r.id",
                row -> {
                    ids.add(row.getLong(1));
                    places.add(new Place(row.getLong(2), row.getLong(3)));
                },
                hash,
                removed);
        List<Long> found = new ArrayList<>();
        for (int i = 0; i < ids.size() && found.size() < most; i++) {
            RecordEntry record = stored.at(places.get(i));
            if (record != null && matches(record)) {
                found.add(ids.get(i));
            }
        }
        return found;
    }

    private List<Long> through(int most) throws SQLException {
        long name = client == null ? -1 : index.number("SELECT id FROM name WHERE value = ?", client);
        Condition condition = new Condition("WHERE id BETWEEN ? AND ?");
        Condition segments = new Condition("WHERE id > ?");
        if (client != null) {
            condition.and("client = ?", name);
            segments.and("EXISTS (SELECT 1 FROM client c WHERE c.segment = segment.id AND c.name = ?)", name);
        }
        if (query.response() != null) {
            condition.and("(kind & " + RESPONSE + ") = ?", query.response() ? RESPONSE : 0);
        }
        if (query.from() != null) {
            condition.and("time >= ?", Micros.of(query.from()));
            segments.and("last_time >= ?", Micros.of(query.from()));
        }
        if (query.to() != null) {
            condition.and("time < ?", Micros.of(query.to()));
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
                found.addAll(index.numbers(
                        "SELECT id FROM record " + condition.text + " ORDER BY id LIMIT " + (most - found.size()),
                        condition.with(range[0], range[1])));
            }
        }
        return found;
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
