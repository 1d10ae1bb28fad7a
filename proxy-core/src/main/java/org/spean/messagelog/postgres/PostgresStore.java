package org.spean.messagelog.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.KeptRecord;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.StampLedger;
import org.spean.messagelog.StoreCounters;
import org.spean.messagelog.WriterThread;
import org.spean.messagelog.encryption.RecordCipher;
import org.spean.messagelog.encryption.SealedRecords;
import reactor.core.publisher.Mono;

/**
 * Records in PostgreSQL, written by one thread, one transaction a batch. Several gateways may write into one schema: each has
 * numbers of its own (see {@code Place}). After an error the connection is opened anew with the next write.
 */
public final class PostgresStore implements EvidenceStore {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

    private final PostgresSettings settings;
    private final Database database;
    private final PostgresLedger ledger;
    private final Supplier<Optional<RecordCipher>> cipher;
    private final WriterThread thread = new WriterThread();
    private final long lastId;
    private final LongAdder commits = new LongAdder();
    private final LongAdder signatures = new LongAdder();
    private volatile int place;

    // Of the writer thread.
    private @Nullable PostgresWriter writer;

    private PostgresStore(Database database, PostgresWriter writer, Supplier<Optional<RecordCipher>> cipher)
            throws SQLException {
        this.settings = database.settings();
        this.database = database;
        this.cipher = cipher;
        this.writer = writer;
        place = writer.takePlace(null);
        lastId = writer.greatestNumber();
        ledger = new PostgresLedger(database);
    }

    /**
     * Connects, and makes the tables or migrates them. Blocks.
     *
     * @param cipher encrypts messages and bodies from now on, asked for each batch; empty to keep them in clear
     * @throws IOException when the database cannot be reached, or its schema is newer than we know; the text names it
     */
    public static PostgresStore open(PostgresSettings settings, Supplier<Optional<RecordCipher>> cipher)
            throws IOException {
        Database database = null;
        PostgresWriter writer = null;
        try {
            Migrations.migrate(settings);
            database = new Database(settings);
            writer = PostgresWriter.open(database);
            return new PostgresStore(database, writer, cipher);
        } catch (SQLException e) {
            if (writer != null) {
                writer.close();
            }
            if (database != null) {
                database.close();
            }
            throw new IOException(Database.text(settings, e), e);
        }
    }

    /**
     * Says what there is, without changing anything. Blocks.
     *
     * @throws IOException when the database cannot be reached or used; the text says why
     */
    public static PostgresStatus look(PostgresSettings settings) throws IOException {
        try (Connection connection = Database.connect(settings, settings.patience())) {
            return PostgresStatus.of(settings, connection);
        } catch (SQLException e) {
            throw new IOException(Database.text(settings, e), e);
        }
    }

    @Override
    public long lastId() {
        return lastId;
    }

    @Override
    public long number(long least) {
        return Place.number(least, place);
    }

    @Override
    public long part(long number) {
        return Partitions.day(number);
    }

    @Override
    public Mono<Void> write(LogBatch batch) {
        return onWriter(writer -> {
            RecordCipher sealing = cipher.get().orElse(null);
            List<KeptRecord> records = batch.records().stream()
                    .map(row -> SealedRecords.seal(KeptRecord.of(row), sealing))
                    .toList();
            writer.write(batch.signatures(), records);
            signatures.add(batch.signatures().size());
            makeAhead(writer, batch.records());
        });
    }

    @Override
    public Mono<Void> probe() {
        return onWriter(PostgresWriter::probe);
    }

    @Override
    public StoreCounters counters() {
        return new StoreCounters(commits.sum(), 0, signatures.sum());
    }

    @Override
    public EvidenceReader reader() {
        return new PostgresEvidence(database, cipher);
    }

    @Override
    public StampLedger stamps() {
        return ledger;
    }

    @Override
    public ArchiveLedger archive() {
        return ledger;
    }

    @Override
    public void close() {
        if (!thread.end(this::closeWriter)) {
            LOG.warn("{}: a write has not ended; its connection is left", settings.place());
        }
        ledger.close();
        database.close();
    }

    private Mono<Void> onWriter(Work work) {
        return thread.run(() -> {
            try {
                work.run(writer());
                commits.increment();
            } catch (SQLException e) {
                closeWriter();
                throw new IOException(Database.text(settings, e), e);
            } catch (RuntimeException e) {
                closeWriter();
                throw e;
            }
        });
    }

    private PostgresWriter writer() throws SQLException {
        PostgresWriter open = writer;
        if (open != null) {
            return open;
        }
        PostgresWriter again = PostgresWriter.open(database);
        try {
            int before = place;
            place = again.takePlace(before);
            if (place != before) {
                LOG.info("{}: another gateway has our place {}, we have {}", settings.place(), before, place);
            }
        } catch (SQLException e) {
            again.close();
            throw e;
        }
        writer = again;
        return again;
    }

    /** Once a day, after a batch and before the next: tomorrow's partitions, so that midnight waits for nothing. */
    private void makeAhead(PostgresWriter open, List<RecordRow> records) {
        if (records.isEmpty()) {
            return;
        }
        long next = Partitions.day(records.getLast().id()) + 1;
        if (!open.has(next)) {
            thread.whenFree(() -> make(next));
        }
    }

    private void make(long day) {
        PostgresWriter open = writer;
        if (open != null) {
            try {
                open.need(day);
            } catch (SQLException e) {
                LOG.warn("{}: no partitions made ahead: {}", settings.place(), e.getMessage());
                closeWriter();
            }
        }
    }

    private void closeWriter() {
        PostgresWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run(PostgresWriter writer) throws SQLException;
    }
}
