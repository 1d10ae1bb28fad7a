package org.spean.messagelog.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Numbers of the identifiers that repeat from record to record. Used by the writer alone, inside its transactions. */
final class Names implements AutoCloseable {

    private static final int REMEMBERED = 10_000;

    private final PreparedStatement find;
    private final PreparedStatement add;
    private final Map<Object, Long> known = new HashMap<>();

    Names(Connection connection) throws SQLException {
        find = connection.prepareStatement("SELECT id FROM name WHERE value = ?");
        add = connection.prepareStatement("INSERT INTO name(value) VALUES(?) RETURNING id");
    }

    /**
     * @param key an identifier equal for equal values, so that the text is only made for new ones
     * @param value its text
     */
    <T> long number(T key, Function<T, String> value) throws SQLException {
        Long number = known.get(key);
        if (number != null) {
            return number;
        }
        String text = value.apply(key);
        Long found = first(find, text);
        if (found == null) {
            found = first(add, text);
        }
        if (found == null) {
            throw new SQLException("No number for the name " + text);
        }
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(key, found);
        return found;
    }

    /** To be called when a transaction was rolled back. */
    void forget() {
        known.clear();
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
    }

    private static @Nullable Long first(PreparedStatement statement, String text) throws SQLException {
        statement.setString(1, text);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? (Long) row.getLong(1) : null;
        }
    }
}
