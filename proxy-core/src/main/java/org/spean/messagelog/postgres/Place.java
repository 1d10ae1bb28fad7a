package org.spean.messagelog.postgres;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the numbers are ours, among several gateways: those that leave this remainder. The connection that writes holds the
 * place, by an advisory lock that ends with it. The one longest not in use is taken first, so that numbers of a gateway that
 * has lost its connection, and may not have given up, are not given again soon.
 */
final class Place {

    /** How many gateways may write at a time. With so many, a gateway has 31,250 numbers a second. */
    static final int COUNT = 32;

    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtext(current_schema() || ' gateway'), ?::int)";

    private Place() {}

    /**
     * Takes a place for as long as the connection lives.
     *
     * @param last the place that was ours, which is tried first
     */
    static int take(Connection connection, @Nullable Integer last) throws SQLException {
        List<Long> places = Database.numbers(
                connection,
                "SELECT place FROM gateway ORDER BY place = ? DESC, since NULLS FIRST, place",
                last == null ? -1 : last);
        for (long place : places) {
            if (Database.holds(connection, LOCK, place)) {
                Database.update(
                        connection, "UPDATE gateway SET name = ?, since = now() WHERE place = ?", name(), place);
                return (int) place;
            }
        }
        throw new SQLException("all " + COUNT + " places are taken by gateways that write into this schema");
    }

    /** The least number from {@code least} on that belongs to a place. */
    static long number(long least, int place) {
        return least + Math.floorMod(place - least, COUNT);
    }

    private static String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host"; // the name is only for people
        }
        return host + ", process " + ProcessHandle.current().pid();
    }
}
