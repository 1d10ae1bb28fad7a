package org.spean.messagelog.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.Side;
import org.spean.messagelog.encryption.RecordCipher;
import org.spean.messagelog.encryption.SealedRecords;

/** Reads records. Beside a gateway's other work it holds a connection of the pool only while it is asked something. */
public final class PostgresEvidence implements EvidenceReader {

    private static final int AT_ONCE = 10_000;

    private static final String READ = """
            SELECT r.signature, r.provider_side, r.response, r.time, r.query_id, r.request_id, r.client, r.provider,
                   r.service, r.message, r.whole, r.algorithm, r.digests, r.path, r.chain, r.key,
                   g.document, g.result, t.time, t.token, t.result, d.chain
            FROM record r
            JOIN signature g ON g.id = r.signature
            LEFT JOIN stamped d ON d.signature = r.signature
            LEFT JOIN stamp t ON t.id = d.stamp
            WHERE r.id = ?
            """;

    private final Source source;
    private final Supplier<Optional<RecordCipher>> cipher;

    /**
     * Reads by connections of a pool.
     *
     * @param cipher for messages that are encrypted, asked for each record; empty when no key is known
     */
    PostgresEvidence(Database database, Supplier<Optional<RecordCipher>> cipher) {
        this(new Pooled(database), cipher);
    }

    private PostgresEvidence(Source source, Supplier<Optional<RecordCipher>> cipher) {
        this.source = source;
        this.cipher = cipher;
    }

    /**
     * Opens a message log to read it, beside the gateways that write it, by a connection of its own.
     *
     * @param cipher for messages that are encrypted; empty when no key is known
     * @throws IOException when the database cannot be reached, or holds no message log of this version; the text names it
     */
    public static PostgresEvidence open(PostgresSettings settings, Optional<RecordCipher> cipher) throws IOException {
        try {
            Connection connection = Database.reading(settings);
            try {
                int version = Migrations.version(settings, connection);
                if (version != Migrations.VERSION) {
                    throw new SQLException(
                            version == 0
                                    ? "no message log in schema " + settings.schema()
                                    : "schema " + settings.schema() + " has version " + version + " (expected: "
                                            + Migrations.VERSION + "; a gateway that starts migrates it)");
                }
                return new PostgresEvidence(new Alone(settings, connection), () -> cipher);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException(Database.text(settings, e), e);
        }
    }

    @Override
    public EvidenceCounts counts() {
        return source.call(connection -> {
            long[] counts = new long[4];
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT provider_side, response, count(*) FROM record GROUP BY 1, 2");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts[(rows.getBoolean(1) ? 2 : 0) + (rows.getBoolean(2) ? 1 : 0)] = rows.getLong(3);
                }
            }
            return new EvidenceCounts(
                    counts[0],
                    counts[1],
                    counts[2],
                    counts[3],
                    Database.number(connection, "SELECT count(*) FROM signature"),
                    Database.number(connection, "SELECT count(*) FROM unstamped"));
        });
    }

    @Override
    public @Nullable Evidence read(long recordId) {
        List<Evidence> found = source.call(connection -> {
            try (PreparedStatement statement = Database.prepare(connection, READ, recordId);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? List.of(evidence(connection, recordId, row)) : List.of();
            }
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public List<Long> find(EvidenceQuery asked, int most) {
        List<Object> values = new ArrayList<>();
        String text = text(asked, values);
        values.add(most);
        return source.call(connection -> Database.numbers(connection, text, values.toArray()));
    }

    /**
     * What finds records; takes the values, and then how many.
     *
     * @param values gets what is asked for
     */
    static String text(EvidenceQuery asked, List<Object> values) {
        StringBuilder text = new StringBuilder("SELECT id FROM record WHERE true");
        add(text, values, " AND query_id = ?", asked.queryId());
        add(text, values, " AND request_id = ?", asked.requestId());
        ClientId client = asked.client();
        add(text, values, " AND client = ?", client == null ? null : client.encoded());
        add(text, values, " AND response = ?", asked.response());
        Instant from = asked.from();
        add(text, values, " AND time >= ?", from == null ? null : time(from));
        Instant to = asked.to();
        add(text, values, " AND time < ?", to == null ? null : time(to));
        // A day that has no statistics yet would be read from end to end, in the order of its numbers.
        return asked.queryId() == null
                ? text + " ORDER BY id LIMIT ?"
                : "SELECT id FROM (" + text + " OFFSET 0) r ORDER BY id LIMIT ?";
    }

    @Override
    public List<Long> sample(int records, RandomGenerator random) {
        return source.call(connection -> {
            connection.setAutoCommit(false); // or all rows would come at once
            try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM record")) {
                statement.setFetchSize(AT_ONCE);
                List<Long> drawn = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    for (long seen = 1; rows.next(); seen++) {
                        if (drawn.size() < records) {
                            drawn.add(rows.getLong(1));
                        } else {
                            long place = random.nextLong(seen);
                            if (place < records) {
                                drawn.set((int) place, rows.getLong(1));
                            }
                        }
                    }
                }
                Collections.sort(drawn);
                return drawn;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    @Override
    public void close() {
        source.close();
    }

    static OffsetDateTime time(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static void add(StringBuilder text, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            text.append(condition);
            values.add(value);
        }
    }

    private Evidence evidence(Connection connection, long id, ResultSet row) throws SQLException {
        Instant time = instant(row, 4);
        byte[] token = row.getBytes(20);
        KeptRecord kept = new KeptRecord(
                id,
                row.getLong(1),
                row.getBoolean(2) ? Side.PROVIDER : Side.CONSUMER,
                row.getBoolean(3),
                ChronoUnit.MICROS.between(Instant.EPOCH, time),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getBytes(10),
                row.getBoolean(11),
                row.getString(12),
                row.getBytes(13),
                row.getBytes(14),
                row.getBytes(15),
                attachments(connection, id),
                row.getString(16));
        return SealedRecords.open(kept, cipher.get().orElse(null))
                .evidence(
                        row.getBytes(17),
                        row.getBytes(18),
                        token == null
                                ? null
                                : new EvidenceStamp(instant(row, 19), token, row.getBytes(21), row.getBytes(22)));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class))
                .toInstant();
    }

    private static List<byte[]> attachments(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = Database.prepare(
                connection, "SELECT number, content FROM body WHERE record = ? ORDER BY number, piece", id)) {
            List<ByteArrayOutputStream> bodies = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(1) > bodies.size()) {
                        bodies.add(new ByteArrayOutputStream());
                    }
                    bodies.getLast().writeBytes(rows.getBytes(2));
                }
            }
            return bodies.stream().map(ByteArrayOutputStream::toByteArray).toList();
        }
    }

    /** Where connections come from. */
    private interface Source {
        <T> T call(Database.Call<T> question);

        void close();
    }

    private record Pooled(Database database) implements Source {
        @Override
        public <T> T call(Database.Call<T> question) {
            return database.call(question);
        }

        @Override
        public void close() {
            // nothing is held between two questions
        }
    }

    private record Alone(PostgresSettings settings, Connection connection) implements Source {
        @Override
        public <T> T call(Database.Call<T> question) {
            try {
                return question.run(connection);
            } catch (SQLException e) {
                throw Database.failed(settings, e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw Database.failed(settings, e);
            }
        }
    }
}
