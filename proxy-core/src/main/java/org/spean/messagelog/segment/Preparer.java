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
 * Makes the file of the next segment ready on a thread of its own while the last is being filled. Used by the writer's thread.
 */
final class Preparer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Preparer.class);

    private final SegmentFiles files;
    private final SegmentSettings settings;
    private final Room room;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("message-log-room").factory());

    private long prepared;
    private @Nullable CompletableFuture<Void> running;

    Preparer(SegmentFiles files, SegmentSettings settings, Room room) {
        this.files = files;
        this.settings = settings;
        this.room = room;
    }

    void prepare(long number) {
        if (prepared < number) {
            prepared = number;
            running = CompletableFuture.runAsync(() -> make(number), thread);
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

    private void make(long number) {
        Path path = files.path(number);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            room.make(file, file.size(), settings.segment());
        } catch (IOException e) {
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
