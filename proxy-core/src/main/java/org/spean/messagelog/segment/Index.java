package org.spean.messagelog.segment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The index as its one writer has it: entries go in between {@link #begin} and {@link #commit}. Rows go in by JDBC batches, since the driver makes
 * sure of its auto-commit mode after every single execution. Confined to one thread.
 */
final class Index implements AutoCloseable {

    private static final int NAMES = 10_000;

    private final Connection connection;
    private final PreparedStatement record;
    private final TermTable terms;
    private final PreparedStatement signature;
    private final PreparedStatement unstamped;
    private final PreparedStatement chain;
    private final PreparedStatement client;
    private final List<PreparedStatement> batched;
    private final Map<String, Long> names = new HashMap<>();
    private final Set<Long> clients = new HashSet<>();
    private final long seed;

    private @Nullable SegmentTotals totals;
    private @Nullable RecordBlock block;

    private Index(Connection connection) throws SQLException {
        this.connection = connection;
        record = connection.prepareStatement("INSERT OR REPLACE INTO record VALUES(?, ?, ?, ?)");
        terms = new TermTable(connection);
        signature = connection.prepareStatement("INSERT OR REPLACE INTO signature VALUES(?, ?, ?)");
        unstamped = connection.prepareStatement("INSERT OR IGNORE INTO unstamped VALUES(?)");
        chain = connection.prepareStatement("INSERT OR REPLACE INTO chain VALUES(?, ?, ?, ?)");
        client = connection.prepareStatement("INSERT OR IGNORE INTO client VALUES(?, ?)");
        batched = List.of(record, signature, unstamped, chain, client);
        seed = number("SELECT seed FROM progress");
    }

    static Index open(Path file) throws SQLException {
        Connection connection = IndexSchema.openForWriting(file);
        try {
            return new Index(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Up to where it is complete. */
    Place progress() throws SQLException {
        return new Place(number("SELECT segment FROM progress"), number("SELECT position FROM progress"));
    }

    long removed() throws SQLException {
        return number("SELECT removed FROM progress");
    }

    /** Salts of the segments that it knows. */
    Map<Long, byte[]> salts() throws SQLException {
        Map<Long, byte[]> salts = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, salt FROM segment")) {
            while (rows.next()) {
                salts.put(rows.getLong(1), rows.getBytes(2));
            }
        }
        return salts;
    }

    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    /** Entries of this segment follow. */
    void segment(SegmentHeader header) throws SQLException {
        SegmentTotals now = totals;
        if (now == null || now.number() != header.number()) {
            flush();
            if (now != null) {
                terms.seal(now.number());
            } else {
                sealOthers(header.number());
            }
            totals = SegmentTotals.read(connection, header);
            clients.clear();
        }
    }

    void apply(Entry entry) throws SQLException {
        switch (entry.kind()) {
            case Entry.RECORD -> apply(entry.place(), RecordEntry.read(entry));
            case Entry.SIGNATURE -> applySignature(entry);
            case Entry.CHAIN -> {
                add(chain, StampEntry.chainSignature(entry), StampEntry.chainStamp(entry), entry.place());
            }
            case Entry.STAMP -> apply(entry.place(), StampEntry.read(entry));
            case Entry.ARCHIVED -> apply(ArchivedEntry.read(entry));
            case Entry.REMOVED ->
                update(
                        "UPDATE progress SET removed = max(removed, ?)",
                        entry.payload().getLong(0));
            default -> {}
        }
    }

    void commit(Place progress) throws SQLException {
        flush();
        update("UPDATE progress SET segment = ?, position = ?", progress.segment(), progress.offset());
        execute("COMMIT");
    }

    /** To be called when anything failed after {@link #begin}. */
    void rollBack() throws SQLException {
        totals = null;
        block = null;
        terms.rollBack();
        names.clear();
        clients.clear();
        for (PreparedStatement rows : batched) {
            rows.clearBatch();
        }
        execute("ROLLBACK");
    }

    /** Deletes rows of segments that are to go, {@code most} of each table at a time. Whether there may be more. */
    boolean clean(int most) throws SQLException {
        long removed = removed();
        long last = number("SELECT ifnull(max(id), 0) FROM segment WHERE id <= " + removed);
        if (last == 0) {
            return false;
        }
        long lastId = number("SELECT max(last_id) FROM segment WHERE id <= " + removed);
        long lastSignature = number("SELECT max(last_signature) FROM segment WHERE id <= " + removed);
        begin();
        int rows = update(
                "DELETE FROM record WHERE first IN (SELECT first FROM record WHERE first <= ? ORDER BY first LIMIT ?)",
                lastId,
                most);
        rows += update(
                "DELETE FROM term WHERE id IN (SELECT id FROM term WHERE id < ? ORDER BY id LIMIT ?)",
                TermTable.key(removed + 1, 0),
                most);
        rows += update("DELETE FROM fresh WHERE segment <= ?", removed);
        String gone = " IN (SELECT id FROM signature WHERE id <= ? AND segment <= ? ORDER BY id LIMIT ?)";
        update("DELETE FROM chain WHERE signature" + gone, lastSignature, removed, most);
        update("DELETE FROM unstamped WHERE signature" + gone, lastSignature, removed, most);
        rows += update("DELETE FROM signature WHERE id" + gone, lastSignature, removed, most);
        if (rows == 0) {
            update("DELETE FROM client WHERE segment <= ?", removed);
            update("DELETE FROM stamp WHERE segment <= ?", removed);
            update("DELETE FROM segment WHERE id <= ?", removed);
        }
        execute("COMMIT");
        return rows > 0;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void apply(Place place, RecordEntry entry) throws SQLException {
        long name = name(entry.client());
        int position = Math.toIntExact(place.offset());
        RecordBlock open = block;
        if (open == null) {
            open = RecordBlock.empty(place.segment());
            block = open;
        }
        open.add(entry, position, Math.toIntExact(name));
        if (open.full()) {
            endBlock();
        }
        terms.add(Terms.ofQuery(seed, entry.queryId()), position);
        terms.add(Terms.ofRequest(seed, entry.requestId()), position);
        if (clients.add(name)) {
            add(client, place.segment(), name);
        }
        totals().add(entry);
    }

    private void applySignature(Entry entry) throws SQLException {
        long id = SignatureEntry.id(entry);
        Place place = entry.place();
        if (SignatureEntry.repeated(entry)) {
            flush();
            long before = number("SELECT ifnull((SELECT segment FROM signature WHERE id = " + id + "), 0)");
            if (before != 0) {
                update("UPDATE segment SET signatures = signatures - 1 WHERE id = ?", before);
                reload();
                add(signature, id, place);
                totals().addSignature();
                return;
            }
        }
        add(signature, id, place);
        unstamped.setLong(1, id);
        unstamped.addBatch();
        totals().addSignature();
    }

    private void apply(Place place, StampEntry stamp) throws SQLException {
        flush();
        update("INSERT OR REPLACE INTO stamp VALUES(?, ?, ?)", stamp.id(), place.segment(), place.offset());
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM unstamped WHERE signature = ?")) {
            for (long covered : stamp.signatures()) {
                statement.setLong(1, covered);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void apply(ArchivedEntry archived) throws SQLException {
        flush();
        update(
                "INSERT OR REPLACE INTO archive VALUES(?, ?, ?)",
                archived.group(),
                archived.link().digest(),
                archived.link().fileName());
        Map<Long, Long> marked = mark(archived.records());
        for (Map.Entry<Long, Long> count : marked.entrySet()) {
            update("UPDATE segment SET unarchived = unarchived - ? WHERE id = ?", count.getValue(), count.getKey());
        }
        reload();
    }

    /** Marks records as archived; how many of each segment were not before. */
    private Map<Long, Long> mark(long[] records) throws SQLException {
        long[] ids = records.clone();
        Arrays.sort(ids);
        Map<Long, Long> marked = new HashMap<>();
        try (PreparedStatement around = connection.prepareStatement(RecordBlocks.AROUND);
                PreparedStatement change = connection.prepareStatement("UPDATE record SET block = ? WHERE first = ?")) {
            for (int i = 0; i < ids.length; ) {
                around.setLong(1, ids[i]);
                RecordBlock found;
                try (ResultSet row = around.executeQuery()) {
                    found = row.next() ? RecordBlocks.block(row) : null;
                }
                if (found == null) {
                    i++;
                    continue;
                }
                long last = found.id(found.count() - 1);
                long fresh = 0;
                do {
                    int row = found.row(ids[i]);
                    fresh += row >= 0 && found.archive(row) ? 1 : 0;
                    i++;
                } while (i < ids.length && ids[i] <= last);
                if (fresh > 0) {
                    change.setBytes(1, found.encoded());
                    change.setLong(2, found.id(0));
                    change.executeUpdate();
                    marked.merge(found.segment(), fresh, Long::sum);
                }
            }
        }
        return marked;
    }

    /** Of segments that were left while another process, or this one before it failed, had the index. */
    private void sealOthers(long current) throws SQLException {
        List<Long> left = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT DISTINCT segment FROM fresh WHERE segment < ?")) {
            statement.setLong(1, current);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    left.add(rows.getLong(1));
                }
            }
        }
        for (long segment : left) {
            terms.seal(segment);
        }
    }

    private void endBlock() throws SQLException {
        RecordBlock ended = block;
        block = null;
        if (ended != null) {
            record.setLong(1, ended.id(0));
            record.setLong(2, ended.id(ended.count() - 1));
            record.setLong(3, ended.segment());
            record.setBytes(4, ended.encoded());
            record.addBatch();
        }
    }

    private SegmentTotals totals() {
        SegmentTotals now = totals;
        if (now == null) {
            throw new IllegalStateException("no segment was named");
        }
        return now;
    }

    private void reload() throws SQLException {
        totals = totals().again(connection);
    }

    private void flush() throws SQLException {
        endBlock();
        for (PreparedStatement rows : batched) {
            rows.executeBatch();
        }
        SegmentTotals now = totals;
        if (now != null) {
            terms.flush(now.number());
            now.write(connection);
        }
    }

    private long name(String value) throws SQLException {
        Long known = names.get(value);
        if (known != null) {
            return known;
        }
        update("INSERT OR IGNORE INTO name(value) VALUES(?)", value);
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM name WHERE value = ?")) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long id = row.getLong(1);
                if (names.size() >= NAMES) {
                    names.clear();
                }
                names.put(value, id);
                return id;
            }
        }
    }

    private static void add(PreparedStatement rows, long first, Place place) throws SQLException {
        add(rows, first, place.segment(), place.offset());
    }

    private static void add(PreparedStatement rows, long first, long second, Place place) throws SQLException {
        add(rows, first, second, place.segment(), place.offset());
    }

    private static void add(PreparedStatement rows, long... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            rows.setLong(i + 1, values[i]);
        }
        rows.addBatch();
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private int update(String text, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private void execute(String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
