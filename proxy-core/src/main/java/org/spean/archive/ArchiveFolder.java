package org.spean.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger.Link;

/**
 * The folder of archive files. What is not finished has a name that begins with a dot: {@code .GROUP.part}, the file that is
 * written, and {@code .GROUP.note}, which says what it will be. {@code .GROUP.chain} says where the chain of files ends, for a
 * message log that begins anew. Only one process works in a folder at a time.
 */
final class ArchiveFolder implements AutoCloseable {
    private static final String PART = ".part";
    private static final String NOTE = ".note";
    private static final String CHAIN = ".chain";
    private static final String LOCK = ".lock";

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;

    private ArchiveFolder(Path directory, FileChannel lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Opens it, makes it if absent; {@code null} while another works in it. */
    static @Nullable ArchiveFolder open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel file =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new ArchiveFolder(directory, file, lock);
            }
        } catch (OverlappingFileLockException e) { // another in this process has it
            file.close();
            return null;
        }
        file.close();
        return null;
    }

    /** Where the file of a group is written until it is complete. */
    Path part(String owner, String group) {
        return directory.resolve("." + key(owner, group) + PART);
    }

    Path finished(String name) {
        return directory.resolve(name);
    }

    /** The files of a folder that say where its chains end; none if there is no such folder. */
    static List<Path> chains(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(CHAIN))
                    .sorted()
                    .toList();
        }
    }

    /** Where the chain of a group ends as far as this folder knows; {@code null}: it knows of none. */
    @Nullable
    Link end(String owner, String group) throws IOException {
        Path file = chain(owner, group);
        return Files.exists(file)
                ? ArchiveNote.parse(file.toString(), Files.readString(file)).link()
                : null;
    }

    /** Keeps where the chain of a group ends, durably. */
    void keepEnd(ArchiveNote note) throws IOException {
        write(
                chain(note.owner(), note.group()),
                new ArchiveNote(note.owner(), note.group(), null, note.link(), List.of()));
    }

    /** Leaves a note, durably. */
    void write(ArchiveNote note) throws IOException {
        write(note(note), note);
    }

    private void write(Path file, ArchiveNote note) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(note.text().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        rename(draft, file);
    }

    /** Every note. */
    List<ArchiveNote> notes() throws IOException {
        List<ArchiveNote> notes = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.getFileName().toString().endsWith(NOTE))
                    .sorted()
                    .toList()) {
                notes.add(ArchiveNote.parse(file.toString(), Files.readString(file)));
            }
        }
        return notes;
    }

    /** Gives a complete file its name, durably; nothing happens if it has it already. */
    void finish(ArchiveNote note) throws IOException {
        Path part = part(note.owner(), note.group());
        if (Files.exists(part)) {
            rename(part, finished(note.link().fileName()));
        }
    }

    /** Removes a file that belongs to no chain. */
    void discard(ArchiveNote note) throws IOException {
        Files.deleteIfExists(part(note.owner(), note.group()));
        Files.deleteIfExists(finished(note.link().fileName()));
    }

    void remove(ArchiveNote note) throws IOException {
        Files.deleteIfExists(note(note));
        synchronise();
    }

    private Path note(ArchiveNote note) {
        return directory.resolve("." + key(note.owner(), note.group()) + NOTE);
    }

    private Path chain(String owner, String group) {
        return directory.resolve("." + key(owner, group) + CHAIN);
    }

    private void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        synchronise();
    }

    /** Makes the names in the folder durable. */
    private void synchronise() throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (NoSuchFileException e) {
            throw new IOException(directory + ": the folder is gone", e);
        }
    }

    /** A name of letters and digits for whatever an identifier may contain. */
    private static String key(String owner, String group) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((owner + "\n" + group).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            lock.release();
        } finally {
            lockFile.close();
        }
    }
}
