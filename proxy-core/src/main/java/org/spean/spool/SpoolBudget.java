package org.spean.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all spools of the process may use together. A message needs a {@link Lease} before its first byte is read, so
 * that too much work is refused early. Safe for any thread.
 */
public final class SpoolBudget {

    private static final String PREFIX = "spean-spool-";

    private final SpoolSettings settings;
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong total = new AtomicLong();
    private final AtomicInteger leases = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong names = new AtomicLong();

    /**
     * Makes the directory if need be and removes what a process left that died in the instant between making a file
     * and taking away its name.
     *
     * @throws IOException when the directory cannot be made or listed
     */
    public SpoolBudget(SpoolSettings settings) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.directory());
        try (DirectoryStream<Path> left = Files.newDirectoryStream(settings.directory(), PREFIX + "*")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Admission of one message.
     *
     * @return {@code null} when what is left of the total would not hold one message of the greatest size
     */
    public @Nullable Lease lease() {
        if (total.get() > settings.total() - settings.maxMessage()) {
            return null;
        }
        leases.incrementAndGet();
        return new Lease(this);
    }

    /** Bytes held in memory now; those on their way to a file included, which may go beyond the share for a while. */
    public long memoryInUse() {
        return memory.get();
    }

    /** Bytes held now, in memory and in files. */
    public long bytesInUse() {
        return total.get();
    }

    /** Leases not yet returned. */
    public int leasesInUse() {
        return leases.get();
    }

    /** Files open now. */
    public int filesOpen() {
        return files.get();
    }

    SpoolSettings settings() {
        return settings;
    }

    /** Charges memory if the share has room for it. */
    boolean tryMemory(long bytes) {
        return tryAdd(memory, bytes, settings.memory());
    }

    /** Charges memory that is in use whether there is room or not. */
    void chargeMemory(long bytes) {
        memory.addAndGet(bytes);
    }

    void returnMemory(long bytes) {
        memory.addAndGet(-bytes);
    }

    boolean memoryShort() {
        return memory.get() > settings.memory();
    }

    boolean tryTotal(long bytes) {
        return tryAdd(total, bytes, settings.total());
    }

    void returned(long bytes) {
        total.addAndGet(-bytes);
        leases.decrementAndGet();
    }

    Path nextFile() {
        return settings.directory()
                .resolve(PREFIX + ProcessHandle.current().pid() + "-" + names.incrementAndGet() + ".tmp");
    }

    void fileOpened() {
        files.incrementAndGet();
    }

    void fileClosed() {
        files.decrementAndGet();
    }

    private static boolean tryAdd(AtomicLong sum, long bytes, long limit) {
        long before = sum.getAndAdd(bytes);
        if (before + bytes > limit) {
            sum.addAndGet(-bytes);
            return false;
        }
        return true;
    }
}
