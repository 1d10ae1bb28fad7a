package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.messagelog.MessageLogException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Follows the segments with the index, on a thread of its own: many records a transaction, since nobody waits for it but who
 * calls {@link #await}. An index that is damaged, or not of these segments, is made anew. Between two transactions it deletes some rows of segments
 * that are gone.
 */
final class Indexer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    /** The longer, the fewer pages of the index are written again and again; a reader goes through what is not indexed. */
    private static final long LINGER_MILLIS = 1000;

    private static final long RETRY_MILLIS = 1000;
    private static final long RETRY_AWAITED_MILLIS = 200;
    private static final long BYTES_AT_ONCE = 8L << 20;
    private static final int ROWS_CLEANED_AT_ONCE = 2000;

    private final SegmentFiles files;
    private final Path file;
    private final Supplier<Place> end;
    private final Events events;
    private final Thread thread;
    private final LongAdder commits = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition done = lock.newCondition();
    private int waiting;
    private long failures;
    private @Nullable Exception trouble;
    private @Nullable SQLException damage;
    private volatile Place indexed = Place.BEGINNING;
    private volatile boolean idle;
    private volatile boolean closing;

    // Of the thread.
    private @Nullable Index index;
    private boolean cleaning = true;
    private long deleted;

    /** @param end up to where all is durable */
    Indexer(SegmentFiles files, Supplier<Place> end, Events events) {
        this.files = files;
        this.file = files.directory().resolve(IndexSchema.FILE);
        this.end = end;
        this.events = events;
        thread = Thread.ofPlatform().daemon().name("message-log-index").start(this::run);
    }

    /** There is more. By the writer, after each batch. */
    void written() {
        if (idle) {
            wake();
        }
    }

    /** Transactions so far. */
    long commits() {
        return commits.sum();
    }

    /**
     * Until all that is durable now is indexed.
     *
     * @throws MessageLogException when the index cannot be written
     */
    void await() {
        Place wanted = end.get();
        lock.lock();
        try {
            long before = failures;
            waiting++;
            try {
                work.signal();
                while (indexed.compareTo(wanted) < 0) {
                    if (failures > before + 1 || closing) { // one may be of a moment that is over
                        throw new MessageLogException(
                                file + ": the index cannot be written: "
                                        + (trouble == null ? "the log is closed" : trouble.getMessage()),
                                trouble);
                    }
                    done.await();
                }
            } finally {
                waiting--;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessageLogException(file + ": interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** A reader met this: if it is damage, the index is made anew. */
    void damaged(SQLException cause) {
        if (!broken(cause)) {
            return;
        }
        lock.lock();
        try {
            damage = cause;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Rows of removed segments are to be deleted. */
    void clean() {
        lock.lock();
        try {
            cleaning = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            if (thread.isAlive()) {
                LOG.warn("{}: indexing has not ended; it goes on at the next start", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        lock.lock();
        try {
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!closing || indexed.compareTo(end.get()) < 0) {
                try {
                    pause();
                    step();
                    succeeded();
                } catch (SQLException | IOException | RuntimeException e) {
                    failed(e);
                    if (closing) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: indexing was interrupted", file, e);
        } finally {
            closeIndex();
            tellWaiting();
        }
    }

    /** Until there is something to do, and then a little, so that it is worth a transaction. */
    private void pause() throws InterruptedException {
        lock.lock();
        try {
            if (trouble != null && !closing) {
                long left = TimeUnit.MILLISECONDS.toNanos(waiting > 0 ? RETRY_AWAITED_MILLIS : RETRY_MILLIS);
                while (left > 0 && !closing) {
                    left = work.awaitNanos(left);
                }
                return;
            }
            idle = true;
            while (!closing && waiting == 0 && !cleaning && damage == null && indexed.compareTo(end.get()) >= 0) {
                work.await();
            }
            idle = false;
            long left = little() ? TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS) : 0;
            while (left > 0 && !closing && waiting == 0 && !cleaning && damage == null) {
                left = work.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean little() {
        Place now = end.get();
        return now.segment() == indexed.segment() && now.offset() - indexed.offset() < BYTES_AT_ONCE;
    }

    private void step() throws SQLException, IOException {
        dropIfDamaged();
        Index open = index();
        Place limit = end.get();
        if (indexed.compareTo(limit) < 0) {
            indexSome(open, limit);
        } else if (cleaning) {
            deleteRemoved(open.removed());
            cleaning = open.clean(ROWS_CLEANED_AT_ONCE);
        }
    }

    private void dropIfDamaged() throws IOException {
        SQLException found;
        lock.lock();
        try {
            found = damage;
            damage = null;
        } finally {
            lock.unlock();
        }
        if (found != null) {
            events.report(Events.Kind.MESSAGE_LOG_INDEX, file.toString(), found.getMessage() + "; it is made anew");
            closeIndex();
            deleteIndex();
        }
    }

    /** Files that a removal which was cut short has left. */
    private void deleteRemoved(long removed) {
        if (removed > deleted) {
            Removal.delete(files, removed);
            deleted = removed;
        }
    }

    private void indexSome(Index open, Place limit) throws SQLException, IOException {
        Place from = indexed;
        Place to;
        open.begin();
        try {
            to = indexSegment(open, from, limit);
            open.commit(to);
        } catch (SQLException | IOException | RuntimeException e) {
            open.rollBack();
            throw e;
        }
        commits.increment();
        indexed = to;
    }

    private Place indexSegment(Index open, Place from, Place limit) throws SQLException, IOException {
        boolean last = from.segment() == limit.segment();
        try (Segment segment = Segment.open(files, from.segment())) {
            if (segment != null) {
                open.segment(segment.header());
                SegmentScan scan = new SegmentScan(
                        segment, entry -> apply(open, entry), (a, b, what) -> Recovered.report(events, a, b, what));
                long written = last ? limit.offset() : segment.size();
                long at = scan.run(from.offset(), written, SegmentScan.Extent.WRITTEN, BYTES_AT_ONCE);
                if (at < written || last) {
                    return new Place(from.segment(), at);
                }
            } else if (last) {
                throw new IOException(files.path(from.segment()) + ": the segment is gone");
            }
        } catch (UncheckedSqlException e) {
            throw e.cause;
        }
        long next = files.after(from.segment());
        return next == 0 ? limit : new Place(next, 0);
    }

    private static void apply(Index open, Entry entry) {
        try {
            open.apply(entry);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    private Index index() throws SQLException, IOException {
        Index open = index;
        if (open != null) {
            return open;
        }
        Index again = openFitting();
        index = again;
        indexed = again.progress();
        return again;
    }

    private Index openFitting() throws SQLException, IOException {
        try {
            Index found = Index.open(file);
            if (fits(found)) {
                return found;
            }
            found.close();
            events.report(Events.Kind.MESSAGE_LOG_INDEX, file.toString(), "not of these segments; it is made anew");
        } catch (SQLException e) {
            if (!broken(e)) {
                throw e;
            }
            events.report(Events.Kind.MESSAGE_LOG_INDEX, file.toString(), e.getMessage() + "; it is made anew");
        }
        deleteIndex();
        return Index.open(file);
    }

    /** Whether it is of these very segments and not ahead of them. */
    private boolean fits(Index found) throws SQLException, IOException {
        Place progress = found.progress();
        if (progress.compareTo(end.get()) > 0) {
            return false;
        }
        for (Map.Entry<Long, byte[]> known : found.salts().entrySet()) {
            SegmentHeader header = files.header(known.getKey());
            if (header != null && !Arrays.equals(header.salt(), known.getValue())) {
                return false;
            }
        }
        return true;
    }

    private void deleteIndex() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(file.resolveSibling(IndexSchema.FILE + suffix));
        }
    }

    private static boolean broken(SQLException e) {
        return !(e instanceof SQLiteException sqlite)
                || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT
                || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB;
    }

    private void succeeded() {
        lock.lock();
        try {
            if (trouble != null) {
                LOG.info("{}: the index is written again", file);
                events.settled(Events.Kind.MESSAGE_LOG_INDEX, file.toString());
            }
            trouble = null;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception cause) {
        events.report(
                Events.Kind.MESSAGE_LOG_INDEX,
                file.toString(),
                cause.getMessage() + "; records are written all the same, look-ups may be slow");
        closeIndex();
        if (cause instanceof SQLException sql && broken(sql)) {
            try {
                deleteIndex();
            } catch (IOException e) {
                LOG.warn("{}: a damaged index cannot be removed", file, e);
            }
        }
        lock.lock();
        try {
            failures++;
            trouble = cause;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void tellWaiting() {
        lock.lock();
        try {
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void closeIndex() {
        Index open = index;
        index = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.warn("{}: closing the index failed", file, e);
            }
        }
    }

    private static final class UncheckedSqlException extends RuntimeException {
        final SQLException cause;

        UncheckedSqlException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
