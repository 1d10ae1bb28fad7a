package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.StampLedger;
import org.spean.messagelog.StoreCounters;
import org.spean.messagelog.WriterThread;
import org.spean.messagelog.encryption.RecordCipher;
import reactor.core.publisher.Mono;

/**
 * The embedded home of the message log: a folder of segments, written by one thread, one write and one synchronisation a batch, with an index
 * built behind them. Belongs to one process at a time; others may read.
 */
public final class SegmentStore implements EvidenceStore {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentStore.class);
    private static final String LOCK = "lock";

    private final Path directory;
    private final FileChannel lock;
    private final Supplier<Optional<RecordCipher>> cipher;
    private final SegmentWriter writer;
    private final Indexer indexer;
    private final SegmentLedger ledger;
    private final Readers readers;
    private final WriterThread thread = new WriterThread();
    private final long lastId;
    private final LongAdder commits = new LongAdder();
    private final LongAdder signatures = new LongAdder();

    // Of the writer thread.
    private final Set<Long> here = new HashSet<>();
    private final Names names = new Names();
    private long lastRecord;
    private long lastSignature;

    private SegmentStore(
            FileChannel lock,
            SegmentFiles files,
            Supplier<Optional<RecordCipher>> cipher,
            SegmentWriter writer,
            long lastId,
            Events events)
            throws IOException {
        this.lock = lock;
        this.directory = files.directory();
        this.cipher = cipher;
        this.writer = writer;
        this.lastId = lastId;
        lastRecord = lastId;
        lastSignature = lastId;
        indexer = new Indexer(files, writer::end, events);
        Consumer<Exception> damage = cause -> {
            if (cause instanceof DamagedException) {
                events.report(
                        Events.Kind.MESSAGE_LOG_DAMAGED, directory.toString(), String.valueOf(cause.getMessage()));
            } else if (cause instanceof SQLException sql) {
                indexer.damaged(sql);
            }
        };
        readers = new Readers(directory, cipher, damage);
        ledger = new SegmentLedger(files, new Between(), indexer, SegmentEvidence.open(directory, null, damage));
    }

    /**
     * Opens the log or begins one.
     *
     * @param cipher encrypts messages and bodies from now on, asked for each batch; empty to keep them in clear
     * @throws IOException when the folder cannot be used, or another gateway does; the text names it
     */
    public static SegmentStore open(Path directory, Supplier<Optional<RecordCipher>> cipher, Events events)
            throws IOException {
        return open(directory, cipher, events, SegmentSettings.DEFAULT, Room.ZEROS);
    }

    static SegmentStore open(
            Path directory, Supplier<Optional<RecordCipher>> cipher, Events events, SegmentSettings settings, Room room)
            throws IOException {
        FileChannel lock = null;
        SegmentWriter writer = null;
        try {
            Files.createDirectories(directory);
            lock = lock(directory);
            SegmentFiles files = new SegmentFiles(directory);
            Recovered state = Recovered.open(files, events);
            writer = SegmentWriter.open(files, settings, room, state);
            return new SegmentStore(lock, files, cipher, writer, state.lastId(), events);
        } catch (IOException e) {
            if (writer != null) {
                writer.close();
            }
            if (lock != null) {
                lock.close();
            }
            String message = String.valueOf(e.getMessage());
            throw new IOException(message.startsWith(directory.toString()) ? message : directory + ": " + message, e);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is in use by this process", directory, e);
        }
        channel.close();
        throw new IOException(directory + ": another gateway writes this message log");
    }

    @Override
    public long lastId() {
        return lastId;
    }

    @Override
    public Mono<Void> write(LogBatch batch) {
        return thread.run(() -> {
            Set<Long> added = new HashSet<>();
            boolean[] anew = new boolean[1];
            append((out, begun) -> {
                added.clear();
                anew[0] = begun;
                fill(out, batch, added, begun ? Set.of() : here);
            });
            if (anew[0]) {
                here.clear();
            }
            here.addAll(added);
            signatures.add(added.size());
            if (!batch.records().isEmpty()) {
                lastRecord = Math.max(lastRecord, batch.records().getLast().id());
            }
            if (!batch.signatures().isEmpty()) {
                lastSignature =
                        Math.max(lastSignature, batch.signatures().getLast().id());
            }
        });
    }

    @Override
    public Mono<Void> probe() {
        return thread.run(() -> append((out, begun) -> out.entry(Entry.NOTHING).end()));
    }

    @Override
    public EvidenceReader reader() {
        return readers.lend();
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
        return new StoreCounters(commits.sum(), indexer.commits(), signatures.sum());
    }

    @Override
    public void close() {
        try {
            if (thread.end(this::end)) {
                ledger.close();
                readers.close();
                indexer.close(); // last, so that it takes the index's journal with it
                writer.close();
            } else {
                LOG.warn("{}: a write has not ended; the log is left as it is", directory);
            }
            lock.close();
        } catch (IOException e) {
            LOG.warn("{}: closing failed", directory, e);
        }
    }

    /** A last batch, so that one of records is never the last: then damage to it would pass for a write that did not end. */
    private void end() {
        try {
            writer.append((out, begun) -> out.entry(Entry.NOTHING).end());
        } catch (IOException e) {
            LOG.warn("{}: the end could not be written: {}", directory, e.getMessage());
        }
    }

    private void append(SegmentWriter.Content content) throws IOException {
        try {
            writer.append(content);
        } catch (IOException e) {
            throw new IOException(directory + ": " + e.getMessage(), e);
        }
        commits.increment();
        indexer.written();
    }

    /** Rows that are there already stay as they are; a signature that this segment does not have is written (again). */
    private void fill(BatchBuffer out, LogBatch batch, Set<Long> added, Set<Long> present) {
        for (SignatureRow row : batch.signatures()) {
            if (!present.contains(row.id()) && added.add(row.id())) {
                SignatureEntry.write(out, row.id(), row.id() <= lastSignature, row.document(), row.result());
            }
        }
        RecordCipher sealing = cipher.get().orElse(null);
        for (RecordRow row : batch.records()) {
            if (row.id() <= lastRecord) {
                continue;
            }
            if (!present.contains(row.signature()) && added.add(row.signature())) {
                LogRecord record = row.record();
                SignatureEntry.write(
                        out,
                        row.signature(),
                        true,
                        record.signature().document(),
                        record.signature().result());
            }
            RecordEntry.write(out, row, names, sealing);
        }
    }

    private final class Between implements Appender {

        @Override
        public void append(SegmentWriter.Content content) {
            try {
                thread.run(() -> SegmentStore.this.append(content)).block();
            } catch (RuntimeException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new MessageLogException(String.valueOf(cause.getMessage()), cause);
            }
        }

        @Override
        public void roll() {
            thread.run(writer::roll).block();
        }

        @Override
        public Place end() {
            return writer.end();
        }
    }
}
