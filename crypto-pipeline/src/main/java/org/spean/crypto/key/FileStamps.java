package org.spean.crypto.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tells changed files from untouched ones.
 *
 * @param stamps by path; of files that are there
 */
record FileStamps(Map<Path, Stamp> stamps) {
    private static final int MAX_FILES = 10_000;

    record Stamp(FileTime modified, long size, @Nullable Object inode) {}

    /** Of a file, or of a folder and the files in it, hidden ones too, but none deeper. */
    static FileStamps of(Path path) {
        Map<Path, Stamp> stamps = new HashMap<>();
        add(path, stamps);
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                files.limit(MAX_FILES).forEach(file -> add(file, stamps));
            } catch (IOException | UncheckedIOException e) {
                return new FileStamps(Map.of()); // reading it says why
            }
        }
        return new FileStamps(stamps);
    }

    private static void add(Path path, Map<Path, Stamp> stamps) {
        try {
            BasicFileAttributes of = Files.readAttributes(path, BasicFileAttributes.class);
            stamps.put(path, new Stamp(of.lastModifiedTime(), of.size(), of.fileKey()));
        } catch (IOException e) {
            stamps.remove(path); // absent: reading it says why
        }
    }
}
