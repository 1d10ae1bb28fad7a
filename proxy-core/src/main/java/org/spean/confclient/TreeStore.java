package org.spean.confclient;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.file.Owners;
import org.spean.globalconf.GlobalConfTree;

/**
 * Keeps trees beside each other in {@code generations}; the link {@code current} leads to the one in use and is turned
 * in one step, when all of a new tree is on disk. The one before stays for those who are reading it.
 */
final class TreeStore {
    private static final String GENERATIONS = "generations";
    private static final String UNFINISHED = ".unfinished";
    private static final String NEXT = "current.next";
    private static final int KEPT = 3;

    private final Path directory;

    TreeStore(Path directory) {
        this.directory = directory;
    }

    /** The tree in use, also one that X-Road's configuration client has left; null if there is none. */
    @Nullable
    Path current() {
        Path root = GlobalConfTree.root(directory);
        return Files.isRegularFile(root.resolve("instance-identifier")) ? root : null;
    }

    /** Keeps other processes from writing, until it is closed; refuses if one does. Removes what one left that died. */
    Closeable lock() throws IOException {
        make(directory.toAbsolutePath());
        Path file = directory.resolve(".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            Owners.adopt(file, directory);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                tidy();
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another client of this process downloads into it", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("another process downloads into it");
    }

    /** Whoever runs a download by hand, as root perhaps, must not shut the gateway out. */
    private static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (!Files.isDirectory(folder) && parent != null) {
            make(parent);
            Files.createDirectories(folder);
            Owners.adopt(folder, parent);
        }
    }

    private void tidy() throws IOException {
        Files.deleteIfExists(directory.resolve(NEXT));
        Path generations = directory.resolve(GENERATIONS);
        if (Files.isDirectory(generations)) {
            for (Path old : list(generations)) {
                if (name(old).endsWith(UNFINISHED)) {
                    remove(old);
                }
            }
        }
    }

    /** A new, empty folder for a tree to be. With the lock in hand. */
    Path begin() throws IOException {
        Path generations = directory.resolve(GENERATIONS).toAbsolutePath();
        make(generations);
        return Files.createDirectory(generations.resolve((latest(generations) + 1) + UNFINISHED));
    }

    /** Puts a finished tree in use. */
    Path publish(Path tree) throws IOException {
        synchronise(tree, directory);
        Path generations = directory.resolve(GENERATIONS);
        String name = name(tree).substring(0, name(tree).length() - UNFINISHED.length());
        Path published = Files.move(tree, generations.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        force(generations);
        Path next = directory.resolve(NEXT);
        Files.createSymbolicLink(next, Path.of(GENERATIONS, name));
        Files.move(
                next,
                directory.resolve("current"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(directory);
        long newest = Long.parseLong(name);
        for (Path old : list(generations)) {
            if (name(old).matches("\\d{1,18}") && Long.parseLong(name(old)) <= newest - KEPT) {
                remove(old);
            }
        }
        return published;
    }

    /** Gives up an unfinished tree. */
    void discard(Path tree) throws IOException {
        remove(tree);
    }

    /** The same file in another tree, by a hard link where the file system has them. */
    static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** All files of one instance's folder in another tree. */
    static void linkFolder(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : list(from)) {
            if (Files.isRegularFile(file)) {
                link(file, to.resolve(name(file)));
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.sorted().toList();
        }
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static long latest(Path generations) throws IOException {
        long latest = 0;
        for (Path generation : list(generations)) {
            if (name(generation).matches("\\d{1,18}")) {
                latest = Math.max(latest, Long.parseLong(name(generation)));
            }
        }
        return latest;
    }

    private static void synchronise(Path tree, Path home) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(tree)) {
            walk.forEach(all::add);
        }
        for (Path path : all) {
            Owners.adopt(path, home);
            force(path);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(tree)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
