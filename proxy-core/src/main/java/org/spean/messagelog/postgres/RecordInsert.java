package org.spean.messagelog.postgres;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.Side;

/**
 * Inserts a batch by one statement over arrays, a column each: one round trip however many rows. Rows that are there already
 * are left as they are, and compared, so that no record passes for written because another gateway's has its number.
 */
final class RecordInsert {

    /** Bodies of a batch beyond this go in pieces by statements of their own, in the same transaction. */
    private static final int SMALL_BODIES = 1 << 20;

    private static final int PIECE = 1 << 20;

    private static final String TEXT = """
            WITH g AS (
              INSERT INTO signature(id, provider, document, result)
              SELECT * FROM unnest(?::bigint[], ?::boolean[], ?::bytea[], ?::bytea[])
              ON CONFLICT DO NOTHING RETURNING id),
            u AS (INSERT INTO unstamped(signature) SELECT id FROM g),
            r AS (
              INSERT INTO record(id, signature, provider_side, response, time, query_id, request_id, client, provider,
                  service, whole, algorithm, digests, message, path, chain, key)
              SELECT id, signature, side, response, timestamptz 'epoch' + time * interval '1 microsecond', query_id,
                  request_id, client, provider, service, whole, algorithm, digests, message, path, chain, key
              FROM unnest(?::bigint[], ?::bigint[], ?::boolean[], ?::boolean[], ?::bigint[], ?::text[], ?::text[],
                  ?::text[], ?::text[], ?::text[], ?::boolean[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[],
                  ?::text[])
                AS t(id, signature, side, response, time, query_id, request_id, client, provider,
                  service, whole, algorithm, digests, message, path, chain, key)
              ON CONFLICT DO NOTHING RETURNING id),
            a AS (INSERT INTO unarchived(record) SELECT id FROM r),
            b AS (
              INSERT INTO body(record, number, piece, content)
              SELECT * FROM unnest(?::bigint[], ?::int[], ?::int[], ?::bytea[]) AS t(record, number, piece, content)
              WHERE record IN (SELECT id FROM r))
            SELECT (SELECT count(*) FROM g), (SELECT count(*) FROM r)
            """;

    private final Connection connection;
    private final PGConnection postgres;
    private final PreparedStatement insert;

    RecordInsert(Connection connection) throws SQLException {
        this.connection = connection;
        postgres = connection.unwrap(PGConnection.class);
        insert = connection.prepareStatement(TEXT);
    }

    /** One transaction, or part of the one that is open. */
    void write(List<SignatureRow> signatures, List<KeptRecord> records) throws SQLException {
        boolean large = records.stream()
                        .flatMap(record -> record.attachments().stream())
                        .mapToLong(body -> body.length)
                        .sum()
                > SMALL_BODIES;
        if (!large) {
            insert(signatures, records, true);
        } else if (!connection.getAutoCommit()) {
            writeLarge(signatures, records);
        } else {
            Database.atomically(connection, _ -> {
                writeLarge(signatures, records);
                return true;
            });
        }
    }

    private void writeLarge(List<SignatureRow> signatures, List<KeptRecord> records) throws SQLException {
        List<KeptRecord> fresh = fresh(records); // encrypted anew, a body is another: what is there stays whole
        insert(signatures, records, false);
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO body(record, number, piece, content) VALUES (?, ?, ?, ?)")) {
            for (KeptRecord record : fresh) {
                for (int number = 1; number <= record.attachments().size(); number++) {
                    byte[] body = record.attachments().get(number - 1);
                    for (int at = 0, piece = 0; piece == 0 || at < body.length; at += PIECE, piece++) {
                        int length = Math.min(PIECE, body.length - at);
                        statement.setLong(1, record.id());
                        statement.setInt(2, number);
                        statement.setInt(3, piece);
                        statement.setBinaryStream(4, new ByteArrayInputStream(body, at, length), length);
                        statement.executeUpdate();
                    }
                }
            }
        }
    }

    private List<KeptRecord> fresh(List<KeptRecord> records) throws SQLException {
        Object[] ids = records.stream().map(KeptRecord::id).toArray();
        Set<Long> present = Set.copyOf(Database.numbers(
                connection, "SELECT id FROM record WHERE id = ANY(?)", connection.createArrayOf("int8", ids)));
        return records.stream().filter(record -> !present.contains(record.id())).toList();
    }

    private void insert(List<SignatureRow> signatures, List<KeptRecord> records, boolean bodies) throws SQLException {
        Columns g = new Columns(signatures.size());
        g.longs(1, i -> signatures.get(i).id());
        g.booleans(2, i -> signatures.get(i).side() == Side.PROVIDER);
        g.octets(3, i -> signatures.get(i).document());
        g.octets(4, i -> signatures.get(i).result());
        Columns r = new Columns(records.size());
        r.longs(5, i -> records.get(i).id());
        r.longs(6, i -> records.get(i).signature());
        r.booleans(7, i -> records.get(i).side() == Side.PROVIDER);
        r.booleans(8, i -> records.get(i).response());
        r.longs(9, i -> records.get(i).time());
        r.texts(10, i -> records.get(i).queryId());
        r.texts(11, i -> records.get(i).requestId());
        r.texts(12, i -> records.get(i).client());
        r.texts(13, i -> records.get(i).provider());
        r.texts(14, i -> records.get(i).service());
        r.booleans(15, i -> records.get(i).wholeMessage());
        r.texts(16, i -> records.get(i).algorithm());
        r.octets(17, i -> records.get(i).digests());
        r.octets(18, i -> records.get(i).message());
        r.octets(19, i -> records.get(i).path());
        r.octets(20, i -> records.get(i).chain());
        r.texts(21, i -> records.get(i).key());
        List<Body> small = bodies ? bodies(records) : List.of();
        Columns b = new Columns(small.size());
        b.longs(22, i -> small.get(i).record);
        b.numbers(23, i -> small.get(i).number);
        b.numbers(24, i -> 0);
        b.octets(25, i -> small.get(i).content);
        try (ResultSet counts = insert.executeQuery()) {
            counts.next();
            if (counts.getLong(1) != signatures.size()) {
                compareSignatures(signatures);
            }
            if (counts.getLong(2) != records.size()) {
                compare(records);
            }
        }
    }

    private static List<Body> bodies(List<KeptRecord> records) {
        List<Body> all = new ArrayList<>();
        for (KeptRecord record : records) {
            for (int i = 0; i < record.attachments().size(); i++) {
                all.add(new Body(record.id(), i + 1, record.attachments().get(i)));
            }
        }
        return all;
    }

    private void compareSignatures(List<SignatureRow> signatures) throws SQLException {
        for (SignatureRow row : signatures) {
            same(
                    row.id(),
                    "SELECT sha256(document) = ? FROM signature WHERE id = ?",
                    DigestAlgorithm.SHA_256.digest(row.document()),
                    row.id());
        }
    }

    private void compare(List<KeptRecord> records) throws SQLException {
        for (KeptRecord record : records) {
            same(
                    record.id(),
                    "SELECT digests = ? AND query_id = ? AND provider_side = ? AND response = ? FROM record WHERE id = ?",
                    record.digests(),
                    record.queryId(),
                    record.side() == Side.PROVIDER,
                    record.response(),
                    record.id());
        }
    }

    private void same(long number, String query, Object... values) throws SQLException {
        if (!Database.holds(connection, query, values)) {
            throw new TakenException("number " + number + " is another gateway's");
        }
    }

    /** The driver's own method takes arrays of primitives. */
    private void set(int column, String type, Object values) throws SQLException {
        insert.setArray(column, postgres.createArrayOf(type, values));
    }

    /** The arrays of some rows. */
    private final class Columns {
        private final int rows;

        Columns(int rows) {
            this.rows = rows;
        }

        void longs(int column, OfRow<Long> value) throws SQLException {
            long[] all = new long[rows];
            Arrays.setAll(all, value::get);
            set(column, "int8", all);
        }

        void numbers(int column, OfRow<Integer> value) throws SQLException {
            int[] all = new int[rows];
            Arrays.setAll(all, value::get);
            set(column, "int4", all);
        }

        void booleans(int column, OfRow<Boolean> value) throws SQLException {
            boolean[] all = new boolean[rows];
            for (int i = 0; i < rows; i++) {
                all[i] = value.get(i);
            }
            set(column, "bool", all);
        }

        void texts(int column, Text value) throws SQLException {
            @Nullable String[] all = new String[rows];
            for (int i = 0; i < rows; i++) {
                all[i] = value.get(i);
            }
            set(column, "text", all);
        }

        void octets(int column, Octets value) throws SQLException {
            byte[][] all = new byte[rows][];
            for (int i = 0; i < rows; i++) {
                all[i] = value.get(i);
            }
            set(column, "bytea", all);
        }
    }

    @FunctionalInterface
    private interface OfRow<T> {
        T get(int row);
    }

    @FunctionalInterface
    private interface Text {
        @Nullable
        String get(int row);
    }

    @FunctionalInterface
    private interface Octets {
        byte @Nullable [] get(int row);
    }

    @SuppressWarnings("ArrayRecordComponent") // on its way only
    private record Body(long record, int number, byte[] content) {}
}
