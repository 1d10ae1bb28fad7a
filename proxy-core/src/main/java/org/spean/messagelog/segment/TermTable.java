package org.spean.messagelog.segment;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Where ids of queries and requests stand: a term is the upper half of an id's hash and the offset of a record. Of the segment at hand they are kept as
 * they come, some thousands a row; when the segment is left, they are sorted into {@link #BUCKETS} rows, one of which a look-up reads. Different
 * ids may share a term, so that the record has to be looked at. Confined to one thread.
 */
final class TermTable implements AutoCloseable {

    /** Rows of a segment, by the first eight bits of the hash: some 3 kB each in a full one. */
    static final int BUCKETS = 256;

    /** Rows of the segment at hand; then they become one. */
    private static final int MOST_FRESH = 64;

    private final Connection connection;
    private final PreparedStatement fresh;
    private final PreparedStatement sorted;
    private long[] terms = new long[4096];
    private int count;
    private int rows;

    TermTable(Connection connection) throws SQLException {
        this.connection = connection;
        fresh = connection.prepareStatement("INSERT INTO fresh(segment, terms) VALUES(?, ?)");
        sorted = connection.prepareStatement("INSERT OR REPLACE INTO term VALUES(?, ?)");
        rows = MOST_FRESH; // as many as there may be
    }

    static long key(long segment, long hash) {
        return segment * BUCKETS + (hash >>> 56);
    }

    void add(long hash, int position) {
        if (count == terms.length) {
            terms = Arrays.copyOf(terms, 2 * count);
        }
        terms[count++] = (hash & 0xffff_ffff_0000_0000L) | position;
    }

    /** Writes what was added. */
    void flush(long segment) throws SQLException {
        if (count == 0) {
            return;
        }
        fresh.setLong(1, segment);
        fresh.setBytes(2, encoded(terms, 0, count));
        fresh.executeUpdate();
        count = 0;
        if (++rows > MOST_FRESH) {
            byte[] all = fresh(segment);
            forget(segment);
            fresh.setLong(1, segment);
            fresh.setBytes(2, all);
            fresh.executeUpdate();
            rows = 1;
        }
    }

    /** The segment is complete. */
    void seal(long segment) throws SQLException {
        ByteBuffer in = ByteBuffer.wrap(fresh(segment));
        long[] all = new long[in.remaining() / Long.BYTES];
        in.asLongBuffer().get(all);
        for (int i = 0; i < all.length; i++) {
            all[i] ^= Long.MIN_VALUE; // so that buckets ascend
        }
        Arrays.sort(all);
        for (int from = 0; from < all.length; ) {
            long bucket = all[from] >> 56;
            int to = from;
            while (to < all.length && all[to] >> 56 == bucket) {
                all[to++] ^= Long.MIN_VALUE;
            }
            sorted.setLong(1, key(segment, all[from]));
            sorted.setBytes(2, encoded(all, from, to));
            sorted.addBatch();
            from = to;
        }
        sorted.executeBatch();
        forget(segment);
        rows = 0;
    }

    /** What was added and not written is forgotten. */
    void rollBack() throws SQLException {
        count = 0;
        rows = MOST_FRESH;
        sorted.clearBatch();
    }

    /** Offsets of records that may have an id with this hash. */
    static void positions(byte[] terms, long hash, Position each) {
        ByteBuffer in = ByteBuffer.wrap(terms);
        int wanted = (int) (hash >>> 32);
        for (int at = 0; at + Long.BYTES <= terms.length; at += Long.BYTES) {
            if (in.getInt(at) == wanted) {
                each.take(in.getInt(at + Integer.BYTES));
            }
        }
    }

    /** Takes an offset. */
    interface Position {
        void take(int offset);
    }

    private byte[] fresh(long segment) throws SQLException {
        byte[] all = new byte[0];
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT terms FROM fresh WHERE segment = ? ORDER BY id")) {
            statement.setLong(1, segment);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    byte[] more = found.getBytes(1);
                    int before = all.length;
                    all = Arrays.copyOf(all, before + more.length);
                    System.arraycopy(more, 0, all, before, more.length);
                }
            }
        }
        return all;
    }

    private void forget(long segment) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM fresh WHERE segment = ?")) {
            statement.setLong(1, segment);
            statement.executeUpdate();
        }
    }

    private static byte[] encoded(long[] terms, int from, int to) {
        byte[] bytes = new byte[(to - from) * Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().put(terms, from, to - from);
        return bytes;
    }

    @Override
    public void close() throws SQLException {
        fresh.close();
        sorted.close();
    }
}
