package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.encryption.RecordCipher;

/** Readers of one log, a few of which wait for the next caller: opening the index costs more than most questions. Thread-safe. */
final class Readers implements AutoCloseable {

    private static final int WAITING = 4;

    private final Path directory;
    private final Supplier<Optional<RecordCipher>> cipher;
    private final Consumer<? super Exception> damage;
    private final Deque<SegmentEvidence> waiting = new ArrayDeque<>();
    private boolean closed;

    /** @param damage hears of whatever made a question fail */
    Readers(Path directory, Supplier<Optional<RecordCipher>> cipher, Consumer<? super Exception> damage) {
        this.directory = directory;
        this.cipher = cipher;
        this.damage = damage;
    }

    /**
     * A reader for one caller, who closes it.
     *
     * @throws MessageLogException when the log cannot be opened
     */
    EvidenceReader lend() {
        RecordCipher keys = cipher.get().orElse(null);
        SegmentEvidence reader = taken();
        while (reader != null && !reader.uses(keys)) {
            reader.close();
            reader = taken();
        }
        try {
            return new Lent(reader == null ? SegmentEvidence.open(directory, keys, damage) : reader);
        } catch (IOException e) {
            throw new MessageLogException(String.valueOf(e.getMessage()), e);
        }
    }

    private synchronized @Nullable SegmentEvidence taken() {
        return waiting.poll();
    }

    private void takeBack(SegmentEvidence reader) {
        reader.rest();
        synchronized (this) {
            if (!closed && waiting.size() < WAITING) {
                waiting.push(reader);
                return;
            }
        }
        reader.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.forEach(SegmentEvidence::close);
        waiting.clear();
    }

    private final class Lent implements EvidenceReader {

        private @Nullable SegmentEvidence reader;

        Lent(SegmentEvidence reader) {
            this.reader = reader;
        }

        private SegmentEvidence reader() {
            SegmentEvidence open = reader;
            if (open == null) {
                throw new IllegalStateException("reader: closed");
            }
            return open;
        }

        @Override
        public EvidenceCounts counts() {
            return reader().counts();
        }

        @Override
        public @Nullable Evidence read(long recordId) {
            return reader().read(recordId);
        }

        @Override
        public List<Long> find(EvidenceQuery query, int most) {
            return reader().find(query, most);
        }

        @Override
        public List<Long> sample(int records, RandomGenerator random) {
            return reader().sample(records, random);
        }

        @Override
        public void close() {
            SegmentEvidence open = reader;
            reader = null;
            if (open != null) {
                takeBack(open);
            }
        }
    }
}
