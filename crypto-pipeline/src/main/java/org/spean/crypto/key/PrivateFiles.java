package org.spean.crypto.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.spean.file.Owners;

/**
 * Files that only their owner may read, and that are there whole or not at all. The owner is that of the file before, or of the
 * folder, as far as the process may give files away; one that replaces another has its permissions.
 */
final class PrivateFiles {
    private PrivateFiles() {}

    /** Writes a file by a rename: whoever reads it sees the old content or the new. Survives a power cut. */
    static void replace(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + ": not a file");
        }
        make(folder);
        Path next = Files.createTempFile(folder, ".", ".new", attributes("rw-------"));
        try {
            if (Files.exists(file)) {
                Owners.adopt(next, file);
                keepMode(next, file);
            } else {
                Owners.adopt(next, folder);
            }
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * Lets nobody else change a folder, in this process or another, until it is closed; waits for those who do.
     *
     * @param folder made if absent
     */
    static FileChannel lock(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        make(absolute);
        Path file = absolute.resolve(".lock");
        boolean made = !Files.exists(file);
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes("rw-------"));
        try {
            if (made) {
                Owners.adopt(file, absolute);
            }
            channel.lock(); // gone with the channel
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            make(parent);
        }
        Files.createDirectories(folder, attributes("rwx------"));
        if (parent != null) {
            Owners.adopt(folder, parent);
        }
    }

    /** A file that others of its group may read stays one. */
    private static void keepMode(Path made, Path old) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(Files.getPosixFilePermissions(old));
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
