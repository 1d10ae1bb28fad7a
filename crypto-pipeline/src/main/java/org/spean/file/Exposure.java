package org.spean.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether others than a file's owner and group can get at it: its own mode, and those of all folders on the way to it. */
public final class Exposure {

    private Exposure() {}

    /**
     * What anyone on this machine may do with a file, in half a line; {@code null} if nothing, or if the file system knows no
     * such permissions. A mode that is too open counts only if every folder above lets others pass. Blocks.
     *
     * @throws IOException if the file is not there
     */
    public static @Nullable String of(Path file) throws IOException {
        Path real = file.toRealPath(); // what a link leads to is what others would read
        if (Files.getFileAttributeView(real, PosixFileAttributeView.class) == null) {
            return null;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(real);
        boolean write = mode.contains(PosixFilePermission.OTHERS_WRITE);
        if ((!write && !mode.contains(PosixFilePermission.OTHERS_READ)) || !reachable(real)) {
            return null;
        }
        return write ? "anyone on this machine may change it" : "anyone on this machine may read it";
    }

    /**
     * The same of a folder, whose files have modes of their own: {@code null} unless anyone may put files into it or take them
     * out. Blocks.
     *
     * @throws IOException if the folder is not there
     */
    public static @Nullable String ofFolder(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (Files.getFileAttributeView(real, PosixFileAttributeView.class) == null) {
            return null;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(real);
        boolean open = mode.contains(PosixFilePermission.OTHERS_WRITE)
                && mode.contains(PosixFilePermission.OTHERS_EXECUTE)
                && reachable(real);
        return open ? "anyone on this machine may change what is in it" : null;
    }

    private static boolean reachable(Path real) throws IOException {
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
