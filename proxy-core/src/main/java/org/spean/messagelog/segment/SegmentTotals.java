package org.spean.messagelog.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.spean.messagelog.RecordKind;

/** The row of the segment at hand, counted in memory and written with each transaction. */
final class SegmentTotals {

    private final long number;
    private final byte[] salt;
    private final long[] kinds = new long[RecordKind.COUNTED + 1];
    private long firstId;
    private long lastId;
    private long lastSignature;
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;
    private long signatures;
    private long unarchived;

    private SegmentTotals(long number, byte[] salt) {
        this.number = number;
        this.salt = salt;
    }

    static SegmentTotals read(Connection connection, SegmentHeader header) throws SQLException {
        SegmentTotals totals = new SegmentTotals(header.number(), header.salt());
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM segment WHERE id = ?")) {
            statement.setLong(1, header.number());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    totals.firstId = row.getLong("first_id");
                    totals.lastId = row.getLong("last_id");
                    totals.lastSignature = row.getLong("last_signature");
                    totals.firstTime = row.getLong("first_time");
                    totals.lastTime = row.getLong("last_time");
                    totals.signatures = row.getLong("signatures");
                    totals.unarchived = row.getLong("unarchived");
                    for (int i = 0; i < totals.kinds.length; i++) {
                        totals.kinds[i] = row.getLong("kind" + i);
                    }
                }
            }
        }
        return totals;
    }

    /** As the database has it by now. */
    SegmentTotals again(Connection connection) throws SQLException {
        return read(connection, new SegmentHeader(number, salt, 0));
    }

    void write(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT OR REPLACE INTO segment(id, salt, first_id, last_id, last_signature, first_time, last_time,"
                        + " kind0, kind1, kind2, kind3, signatures, unarchived)"
                        + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            statement.setLong(1, number);
            statement.setBytes(2, salt);
            long[] values = {
                firstId,
                lastId,
                lastSignature,
                firstTime,
                lastTime,
                kinds[0],
                kinds[1],
                kinds[2],
                kinds[3],
                signatures,
                unarchived
            };
            for (int i = 0; i < values.length; i++) {
                statement.setLong(3 + i, values[i]);
            }
            statement.executeUpdate();
        }
    }

    long number() {
        return number;
    }

    void add(RecordEntry record) {
        kinds[record.kind() & RecordKind.COUNTED]++;
        unarchived++;
        firstId = firstId == 0 ? record.id() : firstId;
        lastId = record.id();
        lastSignature = Math.max(lastSignature, record.signature());
        firstTime = Math.min(firstTime, record.time());
        lastTime = Math.max(lastTime, record.time());
    }

    void addSignature() {
        signatures++;
    }
}
