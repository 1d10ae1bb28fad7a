package org.spean.messagelog.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves committed pages from the journal to the database on a thread and connection of its own, while commits go on. Under
 * constant load it alone would never reach the journal's end, and the journal would grow without limit; so the writer then
 * moves the few pages that came meanwhile, between two batches, and the journal starts over.
 */
final class Checkpointer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    /** A checkpoint synchronises the journal, then the database. */
    private static final int SYNCHRONISATIONS = 2;

    private final Path file;
    private final long interval;
    private final Runnable tail;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("message-log-checkpoint").factory());
    private final AtomicBoolean running = new AtomicBoolean();
    private final LongAdder checkpoints = new LongAdder();

    // Of the writer thread.
    private long since;

    Checkpointer(Path file, long interval, Runnable tail) {
        this.file = file;
        this.interval = interval;
        this.tail = tail;
    }

    /** By the writer thread, after each batch. */
    void written(long bytes) {
        since += bytes;
        if (since >= interval && running.compareAndSet(false, true)) {
            since = 0;
            thread.execute(this::run);
        }
    }

    long checkpoints() {
        return checkpoints.sum();
    }

    long synchronisations() {
        return SYNCHRONISATIONS * checkpoints.sum();
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("{}: a checkpoint has not ended", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Connection connection = Schema.openForWriting(file, false)) {
            SqliteWriter.checkpoint(connection, "PASSIVE");
            checkpoints.increment();
            tail.run();
        } catch (SQLException e) {
            LOG.warn("{}: the journal could not be written back", file, e);
        } finally {
            running.set(false);
        }
    }
}
