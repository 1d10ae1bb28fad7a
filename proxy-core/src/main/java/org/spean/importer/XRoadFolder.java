package org.spean.importer;

import java.nio.file.Files;
import java.nio.file.Path;

/** An X-Road server's {@code /etc/xroad}, or a copy of it elsewhere. */
final class XRoadFolder {
    private static final Path ORIGINAL = Path.of("/etc/xroad");

    private final Path root;

    XRoadFolder(Path from) {
        root = from.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new ImportException(from, Files.exists(root) ? "not a directory" : "no such directory");
        }
        if (!Files.isReadable(root)) {
            throw new ImportException(from, "not readable");
        }
    }

    Path root() {
        return root;
    }

    /** A file of it by a path that X-Road's configuration names: what is below {@code /etc/xroad} there is below here. */
    Path resolve(String path) {
        Path named = Path.of(path).normalize();
        return named.startsWith(ORIGINAL) ? root.resolve(ORIGINAL.relativize(named)) : root.resolve(named);
    }

    /** A path as it stands in {@code /etc/xroad}, for messages. */
    String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }
}
