package org.spean.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all spools of the process may use together. A message needs a {@link Lease} before its first byte is read, so
 * that too much work is refused early. Other bounds give another budget that counts what the first has given away. Safe
 * for any thread.
 */
public final class SpoolBudget {

    private static final String PREFIX = "spean-spool-";

    private final SpoolSettings settings;
    private final AtomicLong memory;
    private final AtomicLong total;
    private final ConcurrentMap<Object, Long> parties;
    private final AtomicInteger leases;
    private final AtomicInteger files;
    private final AtomicLong names;

    /**
     * Makes the directory if need be and removes what a process left that died in the instant between making a file
     * and taking away its name.
     *
     * @throws IOException when the directory cannot be made or listed
     */
    public SpoolBudget(SpoolSettings settings) throws IOException {
        this.settings = settings;
        this.memory = new AtomicLong();
        this.total = new AtomicLong();
        this.parties = new ConcurrentHashMap<>();
        this.leases = new AtomicInteger();
        this.files = new AtomicInteger();
        this.names = new AtomicLong();
        Files.createDirectories(settings.directory());
        try (DirectoryStream<Path> left = Files.newDirectoryStream(settings.directory(), PREFIX + "*")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    private SpoolBudget(SpoolSettings settings, SpoolBudget other) {
        this.settings = settings;
        this.memory = other.memory;
        this.total = other.total;
        this.parties = other.parties;
        this.leases = other.leases;
        this.files = other.files;
        this.names = other.names;
    }

    /**
     * The same budget within other bounds, for spools to come; what this one has given away counts. Makes the directory if
     * need be.
     *
     * @throws IOException when no file can be made in the directory
     */
    public SpoolBudget within(SpoolSettings other) throws IOException {
        SpoolBudget next = new SpoolBudget(other, this);
        Files.createDirectories(other.directory());
        Path trial = next.nextFile();
        Files.createFile(trial);
        Files.delete(trial);
        return next;
    }

    /** The bounds. */
    public SpoolSettings settings() {
        return settings;
    }

    /**
     * Admission of one message.
     *
     * @param party whose it is: the messages of one take no more than half of the total, so that others find room
     * @return {@code null} when what is left of the total, or of the party's half, would not hold one message of the greatest
     *     size
     */
    public @Nullable Lease lease(Object party) {
        if (total.get() > settings.total() - settings.maxMessage()
                || parties.getOrDefault(party, 0L) > share() - settings.maxMessage()) {
            return null;
        }
        leases.incrementAndGet();
        return new Lease(this, party);
    }

    private long share() {
        return Math.max(settings.maxMessage(), settings.total() / 2);
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

    boolean tryTotal(Object party, long bytes) {
        if (parties.merge(party, bytes, Long::sum) <= share() && tryAdd(total, bytes, settings.total())) {
            return true;
        }
        less(party, bytes);
        return false;
    }

    private void less(Object party, long bytes) {
        parties.computeIfPresent(party, (same, held) -> held == bytes ? null : held - bytes);
    }

    void returned(Object party, long bytes) {
        if (bytes > 0) {
            less(party, bytes);
        }
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
