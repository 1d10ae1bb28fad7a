package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A small file system of its own, which can be filled, and parts of which can be made read-only. Only where the test may mount. */
final class SmallDisk implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final Path at;

    private SmallDisk(Path at) {
        this.at = at;
    }

    /** Skips the test where mounting is not permitted. */
    static SmallDisk mount(Path at, int megabytes) throws IOException {
        Files.createDirectories(at);
        String why = tried("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "spean-test", at.toString());
        assumeTrue(why.isEmpty(), "a file system cannot be mounted here: " + why);
        return new SmallDisk(at);
    }

    Path path(String name) {
        return at.resolve(name);
    }

    /** Leaves no room for a single byte. */
    void fill() throws IOException {
        try (FileChannel filler = FileChannel.open(
                path("filler"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int size = CHUNK; size > 0; ) {
                try {
                    if (filler.write(ByteBuffer.allocate(size)) < size) {
                        size /= 2;
                    }
                } catch (IOException e) { // full for so much
                    size /= 2;
                }
            }
        }
    }

    void free() throws IOException {
        Files.delete(path("filler"));
    }

    /** Lets nobody open files of a folder for writing; those that are open stay so. */
    void readOnly(String folder) throws IOException {
        String path = path(folder).toString();
        done("mount", "--bind", path, path);
        // Refused for as long as a gateway that looks whether it can write again has a file open there.
        await().atMost(Pair.PATIENCE)
                .untilAsserted(() -> assertThat(tried("mount", "-o", "remount,bind,ro", path))
                        .isEmpty());
    }

    /** At once, although a gateway may just be looking into the folder. */
    void writable(String folder) throws IOException {
        done("umount", "--lazy", path(folder).toString());
    }

    @Override
    public void close() throws IOException {
        done("umount", "--lazy", "--recursive", at.toString());
    }

    static void done(String... command) throws IOException {
        String why = tried(command);
        if (!why.isEmpty()) {
            throw new IOException(List.of(command) + ": " + why);
        }
    }

    /** What a command has said if it failed; empty if not. */
    static String tried(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.onExit().join().exitValue();
        return code == 0 ? "" : said.isEmpty() ? "refused" : said;
    }
}
