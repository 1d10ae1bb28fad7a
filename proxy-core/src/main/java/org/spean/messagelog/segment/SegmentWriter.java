package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends batches to the last segment and begins the next one when it is full. A batch is one write and one synchronisation.
 *
 * <p>After a failure the file is opened anew, and the next batch is written to the same place: a failed synchronisation may have
 * dropped pages, but only of the batch that failed. A file that is gone or was replaced is not made again, so that evidence does not
 * silently start from nothing. Confined to one thread, but for {@link #end}.
 */
final class SegmentWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

    /** Made at once where none was prepared: records wait meanwhile. */
    private static final long MOST_ROOM = 2L << 20;

    private final SegmentFiles files;
    private final SegmentSettings settings;
    private final Room room;
    private final Preparer preparer;
    private final BatchBuffer buffer = new BatchBuffer();

    private volatile Place end;
    private SegmentHeader header;
    private Checksum checksum;
    private boolean full;
    private long batch;
    private long size;
    private @Nullable FileChannel channel;
    private @Nullable FileIdentity identity;

    private SegmentWriter(SegmentFiles files, SegmentSettings settings, Room room, Recovered state) {
        this.files = files;
        this.settings = settings;
        this.room = room;
        preparer = new Preparer(files, settings, room);
        end = state.end();
        full = !state.whole();
        batch = state.batch();
        header = SegmentHeader.fresh(0, 0);
        checksum = new Checksum(header.salt());
    }

    /**
     * Goes on where the log ends.
     *
     * @throws IOException when the last segment cannot be written, or a first one not be made
     */
    static SegmentWriter open(SegmentFiles files, SegmentSettings settings, Room room, Recovered state)
            throws IOException {
        SegmentWriter writer = new SegmentWriter(files, settings, room, state);
        try {
            if (writer.full || state.end().equals(Place.BEGINNING)) {
                writer.next();
            } else {
                SegmentHeader found = files.header(state.end().segment());
                if (found == null) {
                    throw new IOException(files.path(state.end().segment()) + ": its header is unreadable");
                }
                writer.use(found);
                writer.channel();
            }
            return writer;
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /** Up to here all is durable. Safe for any thread. */
    Place end() {
        return end;
    }

    /** Makes a batch durable; nothing of it counts when this fails. */
    void append(Content content) throws IOException {
        try {
            boolean begun = false;
            if (full) {
                next();
                begun = true;
            }
            encode(content, begun);
            if (end.offset() + buffer.size() > settings.segment() && end.offset() > SegmentHeader.SIZE) {
                next();
                encode(content, true);
            }
            FileChannel out = channel();
            makeRoom(out, end.offset() + buffer.size());
            buffer.write(out, end.offset());
            out.force(false);
            check();
        } catch (IOException | RuntimeException e) {
            closeChannel();
            throw e;
        }
        batch++;
        end = new Place(header.number(), end.offset() + buffer.size());
        preparer.filled(end);
    }

    /** Has the next batch go to a new segment. */
    void roll() {
        full = full || end.offset() > SegmentHeader.SIZE;
    }

    /** Fills a batch. */
    interface Content {
        /**
         * Adds the entries; may be called again for the same batch.
         *
         * @param begun whether it is the first batch of its segment
         */
        void fill(BatchBuffer out, boolean begun);
    }

    private void encode(Content content, boolean begun) {
        buffer.begin(checksum, batch + 1);
        content.fill(buffer, begun);
    }

    /** Begins the next segment; the last one keeps no room that it does not need. */
    private void next() throws IOException {
        full = true;
        if (header.number() > 0) {
            FileChannel last = channel();
            last.truncate(end.offset());
            last.force(true);
            check();
        }
        closeChannel();
        long number = end.segment() + 1;
        preparer.await();
        Path path = files.path(number);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            if (file.size() < settings.firstRoom()) {
                room.make(file, file.size(), settings.firstRoom());
            }
            SegmentHeader fresh = SegmentHeader.fresh(number, batch + 1);
            file.write(fresh.encoded(), 0);
            file.force(true);
            Preparer.synchronise(files.directory());
            use(fresh);
        }
        full = false;
        end = new Place(number, SegmentHeader.SIZE);
        channel();
    }

    private void use(SegmentHeader found) {
        header = found;
        checksum = new Checksum(found.salt());
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            return open;
        }
        Path path = files.path(header.number());
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "the message log is gone");
        }
        FileChannel again = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = again;
        SegmentHeader found = SegmentFiles.header(again);
        if (found == null || !Arrays.equals(found.salt(), header.salt())) {
            throw new IOException(path + ": the file was replaced");
        }
        identity = FileIdentity.of(path);
        size = again.size();
        return again;
    }

    /** What was written went to the file that stands at our path. */
    private void check() throws IOException {
        FileIdentity seen = identity;
        if (seen != null) {
            seen.check();
        }
    }

    private void makeRoom(FileChannel out, long needed) throws IOException {
        if (needed <= size) {
            return;
        }
        long wanted = Math.max(needed, Math.min(settings.segment(), size + Math.min(size, MOST_ROOM)));
        room.make(out, size, wanted);
        size = wanted;
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        identity = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("Closing a segment failed", e);
            }
        }
    }

    @Override
    public void close() {
        preparer.close();
        closeChannel();
        buffer.close();
    }
}
