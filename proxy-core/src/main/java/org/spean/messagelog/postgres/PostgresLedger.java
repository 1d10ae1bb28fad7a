package org.spean.messagelog.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.StampLedger;

/** Time-stamps, archive marks and removals, by connections of the pool. A duty has a connection of its own. */
final class PostgresLedger implements StampLedger, ArchiveLedger, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresLedger.class);

    /** Hash chains, of some kilobytes each, that are in memory at a time. */
    private static final int AT_ONCE = 256;

    /** A record is numbered no later than this after its time. */
    private static final Duration LATEST = Duration.ofHours(1);

    /** Goes by what is not archived, whatever the server believes of the sizes of tables. */
    static final String ARCHIVABLE = "SELECT u.record FROM unarchived u CROSS JOIN LATERAL"
            + " (SELECT time, signature FROM record WHERE id = u.record OFFSET 0) r"
            + " WHERE u.record > ? AND u.record < ? AND r.time < ? AND NOT EXISTS"
            + " (SELECT 1 FROM unstamped w WHERE w.signature = r.signature) ORDER BY 1 LIMIT ?";

    private static final String DUTY = "hashtext(current_schema() || ' duty'), hashtext(?)";

    private final Database database;
    private final Set<HeldDuty> duties = ConcurrentHashMap.newKeySet();

    PostgresLedger(Database database) {
        this.database = database;
    }

    @Override
    public long pending() {
        return database.call(connection -> Database.number(connection, "SELECT count(*) FROM unstamped"));
    }

    @Override
    public List<SignatureDocument> pending(long after, int most) {
        return documents(
                "SELECT g.id, g.document FROM (SELECT signature FROM unstamped WHERE signature > ?"
                        + " ORDER BY signature LIMIT ?) u JOIN signature g ON g.id = u.signature ORDER BY 1",
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
        if (stamped.chains().isEmpty()) {
            return;
        }
        List<Long> signatures = stamped.chains().keySet().stream().sorted().toList();
        database.transaction(connection -> {
            long stamp = Database.number(
                    connection,
                    "INSERT INTO stamp(time, token, result, last) VALUES (?, ?, ?, ?) RETURNING id",
                    PostgresEvidence.time(stamped.time()),
                    stamped.token(),
                    stamped.result(),
                    signatures.getLast());
            int kept = 0;
            for (int from = 0; from < signatures.size(); from += AT_ONCE) {
                List<Long> some = signatures.subList(from, Math.min(from + AT_ONCE, signatures.size()));
                kept += keep(connection, stamp, some, stamped.chains());
            }
            if (kept == 0) {
                Database.update(connection, "DELETE FROM stamp WHERE id = ?", stamp);
            }
            return kept;
        });
    }

    /** Of those that wait still: no array is larger than {@value #AT_ONCE} hash chains. */
    private static int keep(
            Connection connection, long stamp, List<Long> signatures, Map<Long, byte @Nullable []> chains)
            throws SQLException {
        byte[][] each = new byte[signatures.size()][];
        for (int i = 0; i < each.length; i++) {
            each[i] = chains.get(signatures.get(i));
        }
        return Database.update(
                connection,
                "WITH w AS (DELETE FROM unstamped WHERE signature = ANY(?) RETURNING signature)"
                        + " INSERT INTO stamped(signature, stamp, chain) SELECT c.signature, ?, c.chain"
                        + " FROM unnest(?::bigint[], ?::bytea[]) AS c(signature, chain) JOIN w USING (signature)",
                numbers(connection, signatures),
                stamp,
                numbers(connection, signatures),
                connection.unwrap(PGConnection.class).createArrayOf("bytea", each));
    }

    @Override
    public List<Long> archivable(Instant before, long after, int most) {
        return database.call(connection -> Database.numbers(
                connection,
                ARCHIVABLE,
                after,
                ChronoUnit.MICROS.between(Instant.EPOCH, before.plus(LATEST)),
                PostgresEvidence.time(before),
                most));
    }

    @Override
    public @Nullable Link last(String group) {
        List<Link> found = database.call(connection -> {
            try (PreparedStatement statement =
                            Database.prepare(connection, "SELECT digest, file FROM archive WHERE name = ?", group);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? List.of(new Link(row.getString(1), row.getString(2))) : List.of();
            }
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Only while the duties begun here are ours still: another gateway may have gone on with the chain of files. */
    @Override
    public void archived(String group, Link link, List<Long> records) {
        duties.forEach(HeldDuty::check);
        database.transaction(connection -> {
            Database.update(
                    connection,
                    "INSERT INTO archive(name, digest, file) VALUES (?, ?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, file = excluded.file",
                    group,
                    link.digest(),
                    link.fileName());
            return Database.update(
                    connection, "DELETE FROM unarchived WHERE record = ANY(?)", numbers(connection, records));
        });
    }

    @Override
    public long remove(Instant before, boolean archivedOnly) {
        return database.call(connection -> Partitions.remove(connection, before, archivedOnly));
    }

    @Override
    public Optional<Duty> begin(String duty) {
        try {
            Connection connection =
                    Database.connect(database.settings(), database.settings().patience());
            boolean taken = false;
            try {
                taken = Database.holds(connection, "SELECT pg_try_advisory_lock(" + DUTY + ")", duty);
                if (!taken) {
                    return Optional.empty();
                }
                HeldDuty held = new HeldDuty(duty, connection);
                duties.add(held);
                return Optional.of(held);
            } finally {
                if (!taken) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw Database.failed(database.settings(), e);
        }
    }

    @Override
    public void close() {
        List.copyOf(duties).forEach(HeldDuty::close);
    }

    private List<SignatureDocument> documents(String query, long number, int most) {
        return database.call(connection -> {
            try (PreparedStatement statement = Database.prepare(connection, query, number, most);
                    ResultSet rows = statement.executeQuery()) {
                List<SignatureDocument> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new SignatureDocument(rows.getLong(1), rows.getBytes(2)));
                }
                return found;
            }
        });
    }

    private static Array numbers(Connection connection, List<Long> numbers) throws SQLException {
        return connection.createArrayOf("int8", numbers.toArray());
    }

    /** A lock of the connection: when the connection ends, whatever the cause, another gateway may take the duty on. */
    private final class HeldDuty implements Duty {
        private final String name;
        private final Connection connection;

        HeldDuty(String name, Connection connection) {
            this.name = name;
            this.connection = connection;
        }

        void check() {
            try {
                if (!connection.isValid(5)) {
                    throw new MessageLogException(
                            database.settings().place() + ": the connection that held the duty " + name + " is lost",
                            null);
                }
            } catch (SQLException e) {
                throw Database.failed(database.settings(), e);
            }
        }

        @Override
        public void close() {
            if (!duties.remove(this)) {
                return;
            }
            try (connection) {
                Database.holds(connection, "SELECT pg_advisory_unlock(" + DUTY + ")", name);
            } catch (SQLException e) {
                LOG.debug("The duty {} had ended with its connection", name, e);
            }
        }
    }
}
