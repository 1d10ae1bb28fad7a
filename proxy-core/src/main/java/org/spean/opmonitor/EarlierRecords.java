package org.spean.opmonitor;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The records of version 1 of the store: a row and forty columns each. */
final class EarlierRecords {
    static final int VERSION = 1;

    private static final int AT_ONCE = 2_000;
    private static final String TIME = RecordField.MONITORING_TIME.json();

    private EarlierRecords() {}

    /** Takes records of one second, not all of them at once. */
    interface Taker {
        void take(long second, List<Map<RecordField, Object>> records) throws SQLException;
    }

    static void each(Statement statement, Taker taker) throws SQLException {
        String columns = RecordField.ALL.stream().map(RecordField::json).collect(Collectors.joining(","));
        List<Map<RecordField, Object>> some = new ArrayList<>();
        long second = 0;
        try (ResultSet row =
                statement.executeQuery("SELECT " + columns + " FROM record ORDER BY " + TIME + ", rowid")) {
            while (row.next()) {
                long next = row.getLong(1);
                if (!some.isEmpty() && (next != second || some.size() == AT_ONCE)) {
                    taker.take(second, some);
                    some.clear();
                }
                second = next;
                some.add(values(row));
            }
        }
        if (!some.isEmpty()) {
            taker.take(second, some);
        }
    }

    private static Map<RecordField, Object> values(ResultSet row) throws SQLException {
        Map<RecordField, Object> values = new EnumMap<>(RecordField.class);
        for (int i = 0; i < RecordField.ALL.size(); i++) {
            Object value = row.getObject(i + 1);
            if (value != null) {
                values.put(RecordField.ALL.get(i), value);
            }
        }
        return values;
    }

    static void drop(Statement statement) throws SQLException {
        statement.execute("DROP TABLE record");
    }
}
