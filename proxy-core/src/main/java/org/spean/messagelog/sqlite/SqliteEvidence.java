package org.spean.messagelog.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.xades.SignatureParts;
import org.spean.identifier.ClientId;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.Side;

/** Reads a message log file by a connection of its own that cannot write; the gateway may run meanwhile. */
public final class SqliteEvidence implements EvidenceReader {

    private final Path file;
    private final Connection connection;

    private SqliteEvidence(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a message log.
     *
     * @throws IOException when there is no such file or it is not a message log of this version; the text names it
     */
    public static SqliteEvidence open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file");
        }
        try {
            return new SqliteEvidence(file, Schema.openForReading(file));
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public EvidenceCounts counts() {
        return query("SELECT kind & 3, count(*) FROM record GROUP BY 1", statement -> {
            long[] counts = new long[4];
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts[rows.getInt(1)] = rows.getLong(2);
                }
            }
            return new EvidenceCounts(
                    counts[RecordKind.of(Side.CONSUMER, false, false)],
                    counts[RecordKind.of(Side.CONSUMER, true, false)],
                    counts[RecordKind.of(Side.PROVIDER, false, false)],
                    counts[RecordKind.of(Side.PROVIDER, true, false)],
                    count("SELECT count(*) FROM signature"),
                    count("SELECT count(*) FROM unstamped"));
        });
    }

    @Override
    public List<Long> sample(int records, RandomGenerator random) {
        return query("SELECT id FROM record INDEXED BY record_kind", statement -> {
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
        });
    }

    @Override
    public List<Long> find(EvidenceQuery asked, int most) {
        StringBuilder text = new StringBuilder("SELECT r.id FROM record r JOIN name c ON c.id = r.client WHERE 1");
        List<Object> values = new ArrayList<>();
        add(text, values, " AND r.query_id = ?", asked.queryId());
        add(text, values, " AND r.request_id = ?", asked.requestId());
        ClientId client = asked.client();
        add(text, values, " AND c.value = ?", client == null ? null : client.encoded());
        Boolean response = asked.response();
        add(text, values, " AND (r.kind & 2) = ?", response == null ? null : (Object) (response ? 2 : 0));
        Instant from = asked.from();
        add(text, values, " AND r.time >= ?", from == null ? null : (Object) SqliteLedger.micros(from));
        Instant to = asked.to();
        add(text, values, " AND r.time < ?", to == null ? null : (Object) SqliteLedger.micros(to));
        return query(text + " ORDER BY r.id LIMIT " + most, statement -> {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            List<Long> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
            return found;
        });
    }

    private static void add(StringBuilder text, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            text.append(condition);
            values.add(value);
        }
    }

    @Override
    public @Nullable Evidence read(long recordId) {
        return query("""
                SELECT r.kind, r.time, r.query_id, r.request_id, c.value, p.value, s.value, r.algorithm, r.digests,
                       r.message, r.path, r.chain, g.document, g.result, t.time, t.token, t.result, d.chain
                FROM record r
                JOIN name c ON c.id = r.client
                JOIN name p ON p.id = r.provider
                JOIN name s ON s.id = r.service
                JOIN signature g ON g.id = r.signature
                LEFT JOIN stamped d ON d.signature = r.signature
                LEFT JOIN stamp t ON t.id = d.stamp
                WHERE r.id = ?
                """, statement -> {
                    statement.setLong(1, recordId);
                    try (ResultSet row = statement.executeQuery()) {
                        return row.next() ? Optional.of(evidence(recordId, row)) : Optional.<Evidence>empty();
                    }
                })
                .orElse(null);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Evidence evidence(long id, ResultSet row) throws SQLException {
        int kind = row.getInt(1);
        ClientId provider = ClientId.parse(row.getString(6));
        MessageDigests digests = digests(row.getString(8), row.getBytes(9));
        byte[] path = row.getBytes(11);
        byte[] chain = path == null ? row.getBytes(12) : HashChainWriter.chain(HashPath.decode(path), digests);
        return new Evidence(
                id,
                RecordKind.side(kind),
                RecordKind.response(kind),
                row.getString(3),
                row.getString(4),
                ClientId.parse(row.getString(5)),
                ServiceText.service(provider, row.getString(7)),
                Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS),
                row.getBytes(10),
                RecordKind.wholeMessage(kind),
                attachments(id),
                digests,
                new SignatureParts(row.getBytes(13), row.getBytes(14), chain),
                stamp(row));
    }

    private static @Nullable EvidenceStamp stamp(ResultSet row) throws SQLException {
        byte[] token = row.getBytes(16);
        return token == null
                ? null
                : new EvidenceStamp(
                        Instant.EPOCH.plus(row.getLong(15), ChronoUnit.MICROS),
                        token,
                        row.getBytes(17),
                        row.getBytes(18));
    }

    private List<byte[]> attachments(long id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT content FROM body WHERE record = ? ORDER BY number")) {
            statement.setLong(1, id);
            List<byte[]> attachments = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    attachments.add(rows.getBytes(1));
                }
            }
            return attachments;
        }
    }

    private static MessageDigests digests(String name, byte[] all) throws SQLException {
        DigestAlgorithm algorithm = DigestAlgorithm.ofHeader(name);
        if (algorithm == null) {
            throw new SQLException("Unknown digest algorithm " + name);
        }
        int length = algorithm.length();
        List<byte[]> attachments = new ArrayList<>();
        for (int at = length; at < all.length; at += length) {
            attachments.add(Arrays.copyOfRange(all, at, at + length));
        }
        return new MessageDigests(algorithm, Arrays.copyOf(all, length), attachments);
    }

    private long count(String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private <T> T query(String text, Query<T> query) {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            return query.run(statement);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private MessageLogException failed(SQLException e) {
        return new MessageLogException(file + ": " + e.getMessage(), e);
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(PreparedStatement statement) throws SQLException;
    }
}
