package org.spean.view;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Size, time and identity of files: equal as long as none was written, replaced, added or removed.
 *
 * @param stamps by path
 */
record Fingerprint(Map<Path, Stamp> stamps) {
    record Stamp(long size, FileTime modified, @Nullable Object key) {}

    private static final int MAX_DEPTH = 3;

    /** Looks at single files and at all files below a directory; what is absent is not in it. */
    static Fingerprint of(Collection<Path> files, Path directory) {
        Map<Path, Stamp> stamps = new TreeMap<>();
        try {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    stamps.put(file, stamp(Files.readAttributes(file, BasicFileAttributes.class)));
                }
            }
            Files.walkFileTree(directory, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    stamps.put(file, stamp(attributes));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // Gone between listing and looking, as when a file is replaced.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // Being changed right now: what was seen so far differs from what a second look will see.
            stamps.put(directory, new Stamp(-1, FileTime.fromMillis(0), e.getMessage()));
        }
        return new Fingerprint(stamps);
    }

    private static Stamp stamp(BasicFileAttributes a) {
        return new Stamp(a.size(), a.lastModifiedTime(), a.fileKey());
    }
}
