package org.spean.messagelog.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.StampLedger;
import org.spean.messagelog.StoreCounters;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Records in one SQLite file, written by one thread, one transaction and one synchronisation of the journal a batch.
 *
 * <p>After an error other than a lock or a full disk the connection is opened anew, and all that the journal holds is moved to
 * the database and synchronised before anything else is written: a failed synchronisation may have dropped pages that SQLite
 * believes written. A file that is gone is not made again while we run, so that evidence does not silently start from
 * nothing.
 */
public final class SqliteStore implements EvidenceStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private static final long CHECKPOINT_BYTES = 64L << 20;

    /** The pages at the ends of the tables, which every commit writes to the journal anew, however little it adds. */
    private static final long BYTES_PER_COMMIT = 6L * Schema.PAGE_SIZE;

    /** What a record takes beside message and bodies: names, digests, hash chain. */
    private static final long BYTES_PER_RECORD = 2048;

    private final Path file;
    private final ExecutorService writerThread;
    private final Scheduler scheduler;
    private final Checkpointer checkpointer;
    private final SqliteLedger ledger;
    private final long lastId;
    private final LongAdder commits = new LongAdder();
    private final LongAdder signatures = new LongAdder();

    // Of the writer thread.
    private @Nullable SqliteWriter writer;
    private @Nullable FileIdentity database;
    private @Nullable FileIdentity journal;

    private SqliteStore(Path file, SqliteWriter writer, long checkpointBytes) throws SQLException, IOException {
        this.file = file;
        this.writer = writer;
        lastId = writer.greatestNumber();
        database = FileIdentity.of(file);
        ledger = new SqliteLedger(file);
        writerThread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("message-log").factory());
        scheduler = Schedulers.fromExecutor(writerThread);
        checkpointer = new Checkpointer(file, checkpointBytes, this::checkpointTail);
    }

    /**
     * Opens the file or makes it.
     *
     * @throws IOException when it can be neither opened nor made, or is not a message log of this version; the text names it
     */
    public static SqliteStore open(Path file) throws IOException {
        return open(file, CHECKPOINT_BYTES);
    }

    /**
     * The same, with another interval of checkpoints.
     *
     * @param checkpointBytes bytes in the journal, roughly, at which the journal is written back
     */
    static SqliteStore open(Path file, long checkpointBytes) throws IOException {
        SqliteWriter writer = null;
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            writer = SqliteWriter.open(file, true);
            return new SqliteStore(file, writer, checkpointBytes);
        } catch (SQLException e) {
            if (writer != null) {
                writer.close();
            }
            String message = String.valueOf(e.getMessage());
            throw new IOException(message.startsWith(file.toString()) ? message : file + ": " + message, e);
        }
    }

    @Override
    public long lastId() {
        return lastId;
    }

    @Override
    public Mono<Void> write(LogBatch batch) {
        return onWriter(() -> {
            writer().write(batch);
            durable();
            signatures.add(batch.signatures().size());
            checkpointer.written(bytes(batch));
        });
    }

    @Override
    public Mono<Void> probe() {
        return onWriter(() -> {
            writer().probe();
            durable();
        });
    }

    @Override
    public EvidenceReader reader() {
        try {
            return SqliteEvidence.open(file);
        } catch (IOException e) {
            throw new MessageLogException(String.valueOf(e.getMessage()), e);
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
    public StoreCounters counters() {
        return new StoreCounters(
                commits.sum() + checkpointer.synchronisations(), checkpointer.checkpoints(), signatures.sum());
    }

    @Override
    public void close() {
        checkpointer.close();
        writerThread.execute(this::closeWriter);
        writerThread.shutdown();
        try {
            if (!writerThread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("{}: a write has not ended; the file is left as it is", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the file grow to so many pages and no further, as a full disk would. */
    void limitPages(long pages) {
        onWriter(() -> writer().pragma("max_page_count = " + pages)).block();
    }

    /** Pages of the file now. */
    long pages() {
        return Objects.requireNonNull(Mono.fromCallable(() -> writer().pragma("page_count"))
                .subscribeOn(scheduler)
                .block());
    }

    private Mono<Void> onWriter(Work work) {
        return Mono.<Void>fromCallable(() -> {
                    try {
                        work.run();
                        return null;
                    } catch (SQLException | IOException | RuntimeException e) {
                        failed(e);
                        throw e;
                    }
                })
                .subscribeOn(scheduler);
    }

    private SqliteWriter writer() throws SQLException, IOException {
        SqliteWriter open = writer;
        if (open != null) {
            return open;
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "the message log is gone");
        }
        SqliteWriter again = SqliteWriter.open(file, false);
        if (!again.checkpointAll()) {
            again.close();
            throw new IOException(file + ": a reader keeps the journal from being written back");
        }
        database = FileIdentity.of(file);
        journal = null;
        writer = again;
        return again;
    }

    /** After a commit: it went to the files that stand at our paths. */
    private void durable() throws IOException {
        FileIdentity seenJournal = journal;
        if (seenJournal == null) {
            seenJournal = FileIdentity.of(file.resolveSibling(file.getFileName() + "-wal"));
            journal = seenJournal;
        }
        seenJournal.check();
        FileIdentity seenDatabase = database;
        if (seenDatabase != null) {
            seenDatabase.check();
        }
        commits.increment();
    }

    private void failed(Exception cause) {
        boolean harmless = cause instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL);
        if (!harmless) {
            closeWriter();
        }
    }

    private void closeWriter() {
        SqliteWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    /** Between two batches: moves what came since the checkpointer's turn, so that the journal starts over. */
    private void checkpointTail() {
        writerThread.execute(() -> {
            SqliteWriter open = writer;
            if (open != null) {
                try {
                    open.checkpoint();
                } catch (SQLException e) {
                    LOG.warn("{}: the journal could not be written back", file, e);
                }
            }
        });
    }

    private static long bytes(LogBatch batch) {
        long bytes = BYTES_PER_COMMIT;
        for (LogBatch.SignatureRow row : batch.signatures()) {
            bytes += row.document().length;
        }
        for (LogBatch.RecordRow row : batch.records()) {
            bytes += BYTES_PER_RECORD + row.record().message().length;
            for (byte[] attachment : row.record().attachments()) {
                bytes += attachment.length;
            }
        }
        return bytes;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException, IOException;
    }
}
