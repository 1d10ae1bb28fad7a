package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the file of the next segment ready on a thread of its own while the second half of the last is being filled, in step with that and piece by
 * piece: a disk that is given a whole segment of zeros at once lets records wait until it has them. Used by the writer's thread.
 */
final class Preparer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Preparer.class);

    /** What a disk takes in some milliseconds. */
    private static final long PIECE = 2L << 20;

    private final SegmentFiles files;
    private final SegmentSettings settings;
    private final Room room;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("message-log-room").factory());

    private long preparing;
    private long wanted;
    private volatile long failed;
    private @Nullable CompletableFuture<Void> running;

    Preparer(SegmentFiles files, SegmentSettings settings, Room room) {
        this.files = files;
        this.settings = settings;
        this.room = room;
    }

    /** The last segment has been filled up to here. */
    void filled(Place end) {
        long beyond = end.offset() - settings.segment() / 2;
        long number = end.segment() + 1;
        if (beyond <= 0 || failed == number) {
            return;
        }
        if (preparing != number) {
            preparing = number;
            wanted = 0;
        }
        CompletableFuture<Void> task = running;
        if (wanted < settings.segment() && wanted < 2 * beyond && (task == null || task.isDone())) {
            long to = Math.min(settings.segment(), wanted + PIECE);
            wanted = to;
            running = CompletableFuture.runAsync(() -> make(number, to), thread);
        }
    }

    /** Until what is being prepared is ready, or has failed: then it is tried again when it is needed. */
    void await() {
        CompletableFuture<Void> task = running;
        if (task != null) {
            task.join();
            running = null;
        }
    }

    /** Makes new names of files survive a loss of power. */
    static void synchronise(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void make(long number, long to) {
        Path path = files.path(number);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            if (file.size() < to) {
                room.make(file, file.size(), to);
            }
        } catch (IOException e) {
            failed = number;
            LOG.warn("{}: no room could be made for the next segment: {}", path, e.getMessage());
            try {
                Files.deleteIfExists(path);
            } catch (IOException again) {
                LOG.warn("{}: it cannot be removed either: {}", path, again.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("{}: a segment is still being prepared", files.directory());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
