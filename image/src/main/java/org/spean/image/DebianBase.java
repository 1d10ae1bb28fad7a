package org.spean.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The base of the image: from Debian's packages only the shared libraries that the JVM and our native libraries link to,
 * and their licences. No shell, no package manager, no other program.
 */
final class DebianBase {
    /** Everything links to the C library alone. */
    private static final List<String> PACKAGES = List.of("libc6");

    private static final List<String> LIBRARIES =
            List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2");
    private static final String LOADER = "ld-linux-x86-64.so.2";

    /** A package that is in the image. */
    record Taken(String name, String version) {}

    private DebianBase() {}

    /** Fetches the packages as the machine's own Debian has them, and lays their libraries out below the root. */
    static List<Taken> layOut(Path work, Path root) throws IOException, InterruptedException {
        Path packages = Files.createDirectories(work.resolve("packages"));
        List<Taken> taken = new ArrayList<>();
        for (String name : PACKAGES) {
            Path unpacked = packages.resolve(name);
            if (!Files.isDirectory(unpacked)) {
                Tool.run(packages, Map.of(), List.of("apt-get", "-q", "download", name));
                Tool.run(
                        packages,
                        Map.of(),
                        List.of("dpkg-deb", "-x", archive(packages, name).toString(), name));
            }
            String version = Tool.run(
                    packages,
                    Map.of(),
                    List.of("dpkg-deb", "-f", archive(packages, name).toString(), "Version"));
            taken.add(new Taken(name, version));
            copy(unpacked, Path.of("usr/share/doc", name, "copyright"), root);
        }
        Path libc = packages.resolve("libc6");
        for (String library : LIBRARIES) {
            place(found(libc, library), root.resolve("lib/x86_64-linux-gnu").resolve(library));
        }
        place(found(libc, LOADER), root.resolve("lib64").resolve(LOADER));
        return taken;
    }

    private static Path archive(Path packages, String name) throws IOException {
        return first(packages, name + "_", 1);
    }

    private static Path found(Path unpacked, String library) throws IOException {
        return first(unpacked, library, 6);
    }

    private static Path first(Path folder, String prefix, int depth) throws IOException {
        try (Stream<Path> files = Files.find(
                folder,
                depth,
                (path, kind) ->
                        kind.isRegularFile() && path.getFileName().toString().startsWith(prefix))) {
            return files.sorted().findFirst().orElseThrow(() -> new IOException(prefix + ": not in " + folder));
        }
    }

    private static void copy(Path from, Path relative, Path root) throws IOException {
        place(from.resolve(relative), root.resolve(relative));
    }

    private static void place(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
