package org.spean.messagelog.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
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
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Records in PostgreSQL, written by one thread, one transaction a batch. Several gateways may write into one schema: each has
 * numbers of its own (see {@code Place}). After an error the connection is opened anew with the next write.
 */
public final class PostgresStore implements EvidenceStore {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

    private final PostgresSettings settings;
    private final Database database;
    private final PostgresLedger ledger;
    private final ExecutorService writerThread;
    private final Scheduler scheduler;
    private final long lastId;
    private final LongAdder commits = new LongAdder();
    private final LongAdder signatures = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile int place;

    // Of the writer thread.
    private @Nullable PostgresWriter writer;

    private PostgresStore(Database database, PostgresWriter writer) throws SQLException {
        this.settings = database.settings();
        this.database = database;
        this.writer = writer;
        place = writer.takePlace(null);
        lastId = writer.greatestNumber();
        ledger = new PostgresLedger(database);
        writerThread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("message-log").factory());
        scheduler = Schedulers.fromExecutor(writerThread);
    }

    /**
     * Connects, and makes the tables or migrates them. Blocks.
     *
     * @throws IOException when the database cannot be reached, or its schema is newer than we know; the text names it
     */
    public static PostgresStore open(PostgresSettings settings) throws IOException {
        Database database = null;
        PostgresWriter writer = null;
        try {
            Migrations.migrate(settings);
            database = new Database(settings);
            writer = PostgresWriter.open(database);
            return new PostgresStore(database, writer);
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
            List<KeptRecord> records =
                    batch.records().stream().map(KeptRecord::of).toList();
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
        try {
            return new PostgresEvidence(settings, database.connection());
        } catch (SQLException e) {
            throw Database.failed(settings, e);
        }
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
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        writerThread.execute(this::closeWriter);
        writerThread.shutdown();
        try {
            if (!writerThread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("{}: a write has not ended; its connection is left", settings.place());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ledger.close();
        database.close();
    }

    private Mono<Void> onWriter(Work work) {
        return Mono.<Void>fromCallable(() -> {
                    try {
                        work.run(writer());
                        commits.increment();
                        return null;
                    } catch (SQLException e) {
                        closeWriter();
                        throw new IOException(Database.text(settings, e), e);
                    } catch (RuntimeException e) {
                        closeWriter();
                        throw e;
                    }
                })
                .subscribeOn(scheduler);
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
        if (open.has(next) || closed.get()) {
            return;
        }
        try {
            writerThread.execute(() -> make(next));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed, nothing is made ahead", settings.place(), e);
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
