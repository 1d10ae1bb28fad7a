package org.spean.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.file.Owners;

/**
 * Puts a backup into a folder: the files of the configuration's folder where they were in it, those of other places below
 * {@value #ELSEWHERE}, for the operator to move. A folder that is new or empty gets all of them or none.
 */
public final class Restore {
    /** The folder of files that were not in the configuration's folder. */
    public static final String ELSEWHERE = "elsewhere";

    private final BackupFile backup;
    private final Path target;

    private Restore(BackupFile backup, Path target) {
        this.backup = backup;
        this.target = target;
    }

    /**
     * Puts it there. Blocks.
     *
     * @param force whether it may be put into a folder that is not empty; files of the same names are replaced, others stay
     * @return where each file went
     * @throws BackupException when the folder is not empty, or the backup names paths that lead out of it; nothing was changed
     */
    public static List<Path> into(BackupFile backup, Path folder, boolean force) throws BackupException, IOException {
        Path target = folder.toAbsolutePath().normalize();
        return new Restore(backup, target).run(force);
    }

    private List<Path> run(boolean force) throws BackupException, IOException {
        Map<Path, Manifest.Item> files = new LinkedHashMap<>();
        for (Manifest.Item item : backup.manifest().files()) {
            Path place = place(item);
            if (files.put(place, item) != null || !item.mode().matches("(([r-][w-][x-]){3})?")) {
                throw new BackupException(item.path() + ": damaged (expected: files each with a place and a mode)");
            }
        }
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new BackupException(target + ": no such folder: " + parent);
        }
        boolean empty = !Files.exists(target, LinkOption.NOFOLLOW_LINKS) || (Files.isDirectory(target) && isEmpty());
        if (empty) {
            stage(files, parent);
        } else if (!Files.isDirectory(target)) {
            throw new BackupException(target + ": is no folder");
        } else if (force) {
            replace(files);
        } else {
            throw new BackupException(
                    target + ": is not empty (expected: a new or an empty folder, or --force, which replaces files)");
        }
        return files.keySet().stream().map(target::resolve).toList();
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> content = Files.list(target)) {
            return content.findAny().isEmpty();
        }
    }

    /** Relative to the target. */
    private static Path place(Manifest.Item item) throws BackupException {
        try {
            Path path = Path.of(item.path());
            Path place = path.isAbsolute()
                    ? Path.of(ELSEWHERE)
                            .resolve(Objects.requireNonNull(path.getRoot()).relativize(path))
                    : path;
            if (!path.equals(path.normalize())
                    || !place.equals(place.normalize())
                    || place.startsWith("..")
                    || place.toString().isEmpty()) {
                throw new BackupException(item.path() + ": leads out of the folder; nothing was restored");
            }
            return place;
        } catch (InvalidPathException e) {
            throw new BackupException(item.path() + ": no path; nothing was restored", e);
        }
    }

    /** All of it aside, then to its place by one move. */
    private void stage(Map<Path, Manifest.Item> files, Path parent) throws IOException {
        Path stage = Files.createTempDirectory(parent, "." + target.getFileName() + "-", Modes.OWNER_FOLDER);
        try {
            Owners.adopt(stage, Files.isDirectory(target) ? target : parent);
            for (Map.Entry<Path, Manifest.Item> file : files.entrySet()) {
                write(stage, file.getKey(), file.getValue());
            }
            Files.deleteIfExists(target);
            Files.move(stage, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(stage);
        }
    }

    /** File by file, each whole; refused before the first if a link leads elsewhere. */
    private void replace(Map<Path, Manifest.Item> files) throws BackupException, IOException {
        Path real = target.toRealPath();
        for (Path file : files.keySet()) {
            for (Path each = target.resolve(file);
                    !each.equals(target);
                    each = Objects.requireNonNull(each.getParent())) {
                if (Files.exists(each) && !each.toRealPath().startsWith(real)) {
                    throw new BackupException(each + ": a link leads out of the folder; nothing was restored");
                }
            }
            if (Files.isDirectory(target.resolve(file))) {
                throw new BackupException(target.resolve(file) + ": is a folder; nothing was restored");
            }
        }
        for (Map.Entry<Path, Manifest.Item> file : files.entrySet()) {
            write(target, file.getKey(), file.getValue());
        }
    }

    private void write(Path folder, Path file, Manifest.Item item) throws IOException {
        Path place = folder.resolve(file);
        Path parent = Objects.requireNonNull(place.getParent());
        make(parent, folder);
        Path draft = Files.createTempFile(parent, ".", ".new", Modes.OWNER_FILE);
        try {
            Files.write(draft, Objects.requireNonNull(backup.contents().get(item.entry())));
            Owners.adopt(draft, parent);
            Modes.set(draft, item.mode());
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void make(Path folder, Path top) throws IOException {
        List<Path> absent = new ArrayList<>();
        for (Path each = folder;
                !Files.isDirectory(each) && !each.equals(top);
                each = Objects.requireNonNull(each.getParent())) {
            absent.add(each);
        }
        for (Path each : absent.reversed()) {
            Files.createDirectory(each, Modes.OWNER_FOLDER);
            Owners.adopt(each, Objects.requireNonNull(each.getParent()));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return; // it was moved
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
