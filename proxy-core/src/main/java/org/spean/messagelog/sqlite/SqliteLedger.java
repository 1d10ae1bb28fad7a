package org.spean.messagelog.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.StampLedger;

/** Time-stamps, archive marks and removals in the same file, by a connection for each call. */
final class SqliteLedger implements StampLedger, ArchiveLedger {

    private static final int REMOVED_AT_ONCE = 500;

    private final Path file;
    private final Set<String> duties = ConcurrentHashMap.newKeySet();

    SqliteLedger(Path file) {
        this.file = file;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public long pending() {
        return call(connection -> number(connection, "SELECT count(*) FROM unstamped"));
    }

    @Override
    public List<SignatureDocument> pending(long after, int most) {
        return documents(
                "SELECT g.id, g.document FROM unstamped u JOIN signature g ON g.id = u.signature"
                        + " WHERE u.signature > ? ORDER BY u.signature LIMIT ?",
                after,
                most);
    }

    @Override
    public @Nullable SignatureDocument of(long recordId) {
        List<SignatureDocument> found = documents(
                "SELECT g.id, g.document FROM record r JOIN signature g ON g.id = r.signature WHERE r.id = ? LIMIT ?",
                recordId,
                1);
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public void keep(Stamped stamped) {
        transaction(connection -> {
            long stamp = number(connection, "SELECT ifnull(max(id), 0) + 1 FROM stamp");
            update(
                    connection,
                    "INSERT INTO stamp(id, time, token, result) VALUES(?, ?, ?, ?)",
                    stamp,
                    micros(stamped.time()),
                    stamped.token(),
                    stamped.result());
            for (Map.Entry<Long, byte @Nullable []> chain : stamped.chains().entrySet()) {
                if (update(connection, "DELETE FROM unstamped WHERE signature = ?", chain.getKey()) > 0) {
                    update(
                            connection,
                            "INSERT INTO stamped(signature, stamp, chain) VALUES(?, ?, ?)",
                            chain.getKey(),
                            stamp,
                            chain.getValue());
                }
            }
            return true;
        });
    }

    @Override
    public List<Long> archivable(Instant before, long after, int most) {
        return call(connection -> numbers(
                connection,
                "SELECT u.record FROM unarchived u JOIN record r ON r.id = u.record"
                        + " WHERE u.record > ? AND r.time < ? AND NOT EXISTS"
                        + " (SELECT 1 FROM unstamped w WHERE w.signature = r.signature) ORDER BY 1 LIMIT ?",
                after,
                micros(before),
                most));
    }

    @Override
    public @Nullable Link last(String group) {
        return call(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("SELECT digest, file FROM archive WHERE name = ?")) {
                        statement.setString(1, group);
                        try (ResultSet row = statement.executeQuery()) {
                            return row.next()
                                    ? Optional.of(new Link(row.getString(1), row.getString(2)))
                                    : Optional.<Link>empty();
                        }
                    }
                })
                .orElse(null);
    }

    @Override
    public void archived(String group, Link link, List<Long> records) {
        transaction(connection -> {
            update(
                    connection,
                    "INSERT OR REPLACE INTO archive(name, digest, file) VALUES(?, ?, ?)",
                    group,
                    link.digest(),
                    link.fileName());
            for (long record : records) {
                update(connection, "DELETE FROM unarchived WHERE record = ?", record);
            }
            return true;
        });
    }

    @Override
    public long remove(Instant before, boolean archivedOnly) {
        long removed = 0;
        while (true) {
            int step = transaction(connection -> removeSome(connection, before, archivedOnly));
            removed += step;
            if (step < REMOVED_AT_ONCE) {
                return removed;
            }
        }
    }

    @Override
    public Optional<Duty> begin(String duty) {
        return duties.add(duty) ? Optional.of(() -> duties.remove(duty)) : Optional.empty();
    }

    private static int removeSome(Connection connection, Instant before, boolean archivedOnly) throws SQLException {
        List<Long> records = numbers(
                connection,
                "SELECT id FROM record r WHERE time < ?"
                        + " AND NOT EXISTS (SELECT 1 FROM unstamped u WHERE u.signature = r.signature)"
                        + (archivedOnly ? " AND NOT EXISTS (SELECT 1 FROM unarchived a WHERE a.record = r.id)" : "")
                        + " ORDER BY id LIMIT ?",
                micros(before),
                REMOVED_AT_ONCE);
        for (long record : records) {
            long signature = numbers(connection, "SELECT signature FROM record WHERE id = ?", record)
                    .getFirst();
            update(connection, "DELETE FROM body WHERE record = ?", record);
            update(connection, "DELETE FROM unarchived WHERE record = ?", record);
            update(connection, "DELETE FROM record WHERE id = ?", record);
            if (numbers(connection, "SELECT id FROM record WHERE signature = ? LIMIT 1", signature)
                    .isEmpty()) {
                update(connection, "DELETE FROM stamped WHERE signature = ?", signature);
                update(connection, "DELETE FROM signature WHERE id = ?", signature);
            }
        }
        return records.size();
    }

    private List<SignatureDocument> documents(String query, long number, int most) {
        return call(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setLong(1, number);
                statement.setInt(2, most);
                List<SignatureDocument> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new SignatureDocument(rows.getLong(1), rows.getBytes(2)));
                    }
                }
                return found;
            }
        });
    }

    private static long number(Connection connection, String query) throws SQLException {
        return numbers(connection, query).getFirst();
    }

    private static List<Long> numbers(Connection connection, String query, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<Long> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            return found;
        }
    }

    private static int update(Connection connection, String text, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private <T> T transaction(Call<T> call) {
        return call(connection -> {
            connection.setAutoCommit(false);
            T result = call.run(connection);
            connection.commit();
            return result;
        });
    }

    private <T> T call(Call<T> call) {
        try (Connection connection = Schema.openForWriting(file, false)) {
            return call.run(connection);
        } catch (SQLException e) {
            throw new MessageLogException(file + ": " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T run(Connection connection) throws SQLException;
    }
}
