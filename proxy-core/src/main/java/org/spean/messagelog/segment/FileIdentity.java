package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which file stands at a path. A process goes on writing to a file that was deleted or replaced, and its commits succeed:
 * what they wrote is lost when it ends.
 */
final class FileIdentity {

    private final Path path;
    private final @Nullable Object key;

    private FileIdentity(Path path, @Nullable Object key) {
        this.path = path;
        this.key = key;
    }

    static FileIdentity of(Path path) throws IOException {
        return new FileIdentity(path, key(path));
    }

    /** @throws IOException if the path is empty or another file stands there */
    void check() throws IOException {
        if (!Objects.equals(key, key(path))) {
            throw new IOException(path + ": the file was replaced");
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
