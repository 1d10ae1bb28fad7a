package org.spean.messagelog.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions: a day each, in UTC by the numbers of its rows, in each of the tables. They are attached and detached under
 * locks that let others read and write the tables meanwhile; an advisory lock lets one gateway do so at a time.
 */
final class Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    private static final long MICROS = TimeUnit.DAYS.toMicros(1);

    /** Each with the column of the number. Removed in this order: no record is seen without its signature. */
    private static final List<String> TABLES = List.of("record", "body", "unarchived", "stamped", "signature");

    private static final String LOCK = "hashtext(current_schema() || ' partitions')";

    /** Partitions of ours by name, attached or not. */
    private static final String LIST = "SELECT c.relname, i.inhrelid IS NOT NULL, coalesce(i.inhdetachpending, false)"
            + " FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid"
            + " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
            + " AND c.relname ~ '^(record|body|unarchived|stamped|signature)_[0-9]{8}$' ORDER BY 1";

    private Partitions() {}

    /** The day of a number, counted from 1970. */
    static long day(long number) {
        return Math.floorDiv(number, MICROS);
    }

    /** Makes a day's partitions, if they are not there. */
    static void make(Connection connection, long day) throws SQLException {
        Database.atomically(connection, locked -> {
            Database.execute(locked, "SELECT pg_advisory_xact_lock(" + LOCK + ", 0)");
            for (String table : TABLES) {
                make(locked, table, name(table, day), day);
            }
            return day;
        });
    }

    private static void make(Connection connection, String table, String name, long day) throws SQLException {
        for (Found found : list(connection)) {
            if (found.name.equals(name) && found.attached && !found.pending) {
                return;
            }
            if (found.name.equals(name)) {
                throw new SQLException("partition " + name + " is being removed");
            }
        }
        // Not CREATE TABLE ... PARTITION OF, which would lock everybody out of the table.
        Database.execute(connection, "CREATE TABLE " + name + " (LIKE " + table + " INCLUDING ALL)");
        Database.execute(
                connection,
                "ALTER TABLE " + table + " ATTACH PARTITION " + name + " FOR VALUES FROM (" + day * MICROS + ") TO ("
                        + (day + 1) * MICROS + ")");
    }

    /**
     * Removes the days that ended before a time, but those of which something waits for a time-stamp or the archive.
     *
     * @return how many records went
     */
    static long remove(Connection connection, Instant before, boolean archivedOnly) throws SQLException {
        Database.execute(connection, "SELECT pg_advisory_lock(" + LOCK + ", 0)");
        try {
            long removed = 0;
            finish(connection);
            SortedSet<Long> days = days(connection);
            for (long day : days) {
                if ((day + 1) * MICROS <= ChronoUnit.MICROS.between(Instant.EPOCH, before)
                        && !waits(connection, day, archivedOnly)) {
                    removed += remove(connection, day);
                }
            }
            days = days(connection);
            if (!days.isEmpty()) {
                Database.update(connection, "DELETE FROM stamp WHERE last < ?", days.getFirst() * MICROS);
            }
            return removed;
        } finally {
            Database.execute(connection, "SELECT pg_advisory_unlock(" + LOCK + ", 0)");
        }
    }

    /** What a removal that was interrupted left. */
    private static void finish(Connection connection) throws SQLException {
        for (Found found : list(connection)) {
            if (found.pending) {
                Database.execute(
                        connection, "ALTER TABLE " + found.table() + " DETACH PARTITION " + found.name + " FINALIZE");
            }
            if (found.pending || !found.attached) {
                Database.execute(connection, "DROP TABLE " + found.name);
            }
        }
    }

    private static boolean waits(Connection connection, long day, boolean archivedOnly) throws SQLException {
        long from = day * MICROS;
        long to = (day + 1) * MICROS;
        return Database.holds(
                        connection,
                        "SELECT EXISTS (SELECT 1 FROM unstamped WHERE signature >= ? AND signature < ?)",
                        from,
                        to)
                || (archivedOnly
                        && Database.holds(
                                connection,
                                "SELECT EXISTS (SELECT 1 FROM unarchived WHERE record >= ? AND record < ?)",
                                from,
                                to));
    }

    private static long remove(Connection connection, long day) throws SQLException {
        long records = Database.number(
                connection, "SELECT count(*) FROM record WHERE id >= ? AND id < ?", day * MICROS, (day + 1) * MICROS);
        List<String> there = list(connection).stream().map(found -> found.name).toList();
        for (String table : TABLES) {
            String name = name(table, day);
            if (there.contains(name)) {
                Database.execute(connection, "ALTER TABLE " + table + " DETACH PARTITION " + name + " CONCURRENTLY");
                Database.execute(connection, "DROP TABLE " + name);
            }
        }
        LOG.info("Removed the {} records of {} from the message log", records, LocalDate.ofEpochDay(day));
        return records;
    }

    private static SortedSet<Long> days(Connection connection) throws SQLException {
        SortedSet<Long> days = new TreeSet<>();
        for (Found found : list(connection)) {
            if (found.attached) {
                days.add(
                        LocalDate.parse(found.name.substring(found.name.length() - 8), DateTimeFormatter.BASIC_ISO_DATE)
                                .toEpochDay());
            }
        }
        return days;
    }

    private static String name(String table, long day) {
        return table + "_" + LocalDate.ofEpochDay(day).format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static List<Found> list(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIST);
                ResultSet rows = statement.executeQuery()) {
            List<Found> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Found(rows.getString(1), rows.getBoolean(2), rows.getBoolean(3)));
            }
            return found;
        }
    }

    /**
     * A partition.
     *
     * @param pending detached, but not finally
     */
    private record Found(String name, boolean attached, boolean pending) {
        String table() {
            return name.substring(0, name.lastIndexOf('_'));
        }
    }
}
