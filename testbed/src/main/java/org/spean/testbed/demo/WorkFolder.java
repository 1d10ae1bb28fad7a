package org.spean.testbed.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one run. Folders of earlier runs that have ended are removed when a new one is made beside them. */
public record WorkFolder(Path path) {
    /** The given folder, which must be new or empty, or else a new one in {@code parent}. */
    public static WorkFolder of(@Nullable Path given, Path parent) throws IOException {
        if (given != null) {
            Files.createDirectories(given);
            try (Stream<Path> content = Files.list(given)) {
                if (content.findAny().isPresent()) {
                    throw new IOException("--directory: " + given + " (expected: a new or an empty folder)");
                }
            }
            return new WorkFolder(given.toRealPath());
        }
        Files.createDirectories(parent);
        removeEnded(parent);
        Path folder = parent.resolve("run-" + ProcessHandle.current().pid());
        return new WorkFolder(Files.createDirectory(folder).toRealPath());
    }

    /** Removes the folder and all in it. */
    public void remove() throws IOException {
        removeTree(path);
    }

    private static void removeEnded(Path parent) throws IOException {
        List<Path> runs;
        try (Stream<Path> content = Files.list(parent)) {
            runs = content.filter(p -> p.getFileName().toString().matches("run-[0-9]{1,10}"))
                    .toList();
        }
        for (Path run : runs) {
            long pid = Long.parseLong(run.getFileName().toString().substring(4));
            if (pid == ProcessHandle.current().pid()
                    || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
                removeTree(run);
            }
        }
    }

    /** Removes a folder and all in it. */
    static void removeTree(Path tree) throws IOException {
        List<Path> content;
        try (Stream<Path> walk = Files.walk(tree)) {
            content = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : content) {
            Files.delete(file);
        }
    }
}
