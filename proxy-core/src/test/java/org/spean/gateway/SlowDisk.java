package org.spean.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A small file system of its own, in a file, whose writes can be held up: as by a disk that is slow, or by one that hangs. Only
 * where the test may mount and freeze.
 */
final class SlowDisk implements AutoCloseable {

    private final Path at;
    private volatile boolean slow;
    private @Nullable Thread stutter;
    private boolean frozen;

    private SlowDisk(Path at) {
        this.at = at;
    }

    /** Skips the test where that is not permitted. */
    static SlowDisk mount(Path folder, int megabytes) throws IOException {
        Path at = Files.createDirectories(folder.resolve("mounted"));
        Path file = folder.resolve("disk");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((long) megabytes << 20);
        }
        String why = SmallDisk.tried("mkfs.ext4", "-q", file.toString());
        why = why.isEmpty() ? SmallDisk.tried("mount", "-o", "loop", file.toString(), at.toString()) : why;
        assumeTrue(why.isEmpty(), "a file system cannot be mounted here: " + why);
        SlowDisk disk = new SlowDisk(at);
        try {
            disk.hang();
            disk.goOn();
        } catch (IOException e) {
            disk.close();
            assumeTrue(false, "a file system cannot be frozen here: " + e.getMessage());
        }
        return disk;
    }

    Path path(String name) {
        return at.resolve(name);
    }

    /** Whoever writes waits until it goes on. */
    synchronized void hang() throws IOException {
        SmallDisk.done("fsfreeze", "--freeze", at.toString());
        frozen = true;
    }

    synchronized void goOn() throws IOException {
        frozen = false;
        SmallDisk.done("fsfreeze", "--unfreeze", at.toString());
    }

    /** From now on it hangs for that long again and again, with some milliseconds in between. */
    void slow(long millis) {
        slow = true;
        Thread started = new Thread(() -> {
            while (slow) {
                try {
                    hang();
                    Thread.sleep(millis);
                    goOn();
                    Thread.sleep(20);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException("the disk cannot be made slow", e);
                }
            }
        });
        stutter = started;
        started.start();
    }

    /** As in the beginning. */
    void fast() throws InterruptedException {
        slow = false;
        Thread started = stutter;
        if (started != null) {
            started.join();
        }
    }

    @Override
    public void close() throws IOException {
        slow = false;
        try {
            fast();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (frozen) {
            goOn();
        }
        SmallDisk.done("umount", "--lazy", at.toString());
    }
}
