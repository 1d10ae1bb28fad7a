package org.spean.importer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an import writes: the configuration file and, beside it, a folder named after it with certificates and secrets,
 * {@code gateway.d} for {@code gateway.yaml}. All of it is written aside first and then moved to its place, so that a
 * failure leaves nothing; only the owner may read it.
 */
final class OutputFiles {
    private static final String OWNER_FILE = "rw-------";
    private static final String OWNER_FOLDER = "rwx------";

    private final Path output;
    private final Path parent;
    private final Path folder;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private @Nullable Path tree;

    /** Looks whether the place is free. */
    OutputFiles(Path output, boolean force, Path from) {
        this.output = output.toAbsolutePath().normalize();
        if (this.output.startsWith(from)) {
            throw new ImportException(output, "is in the imported directory, where nothing is written");
        }
        parent = java.util.Objects.requireNonNullElse(this.output.getParent(), this.output);
        if (!Files.isDirectory(parent)) {
            throw new ImportException(output, "no such directory: " + parent);
        }
        if (Files.isDirectory(this.output)) {
            throw new ImportException(output, "is a directory (expected: the name of a file)");
        }
        String name = String.valueOf(this.output.getFileName());
        int dot = name.lastIndexOf('.');
        folder = parent.resolve((dot > 0 ? name.substring(0, dot) : name) + ".d");
        for (Path there : List.of(this.output, folder)) {
            if (!force && Files.exists(there)) {
                throw new ImportException(there, "exists already (--force replaces it)");
            }
        }
    }

    /** Adds a file to the folder. */
    String add(String name, byte[] content) {
        files.put(name, content);
        return folder.getFileName() + "/" + name;
    }

    /** Adds a secret to the folder, on a line. */
    String addSecret(String name, String secret) {
        return add(name, (secret + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a copy of a downloaded global configuration to the folder. */
    String addTree(@Nullable Path from) {
        tree = from;
        return folder.getFileName() + "/globalconf";
    }

    void write(String yaml) {
        try {
            Path stage = Files.createTempDirectory(parent, "." + output.getFileName() + "-");
            try {
                Path fresh = directory(stage.resolve("new"));
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    file(fresh.resolve(file.getKey()), file.getValue());
                }
                if (tree != null) {
                    copy(tree, fresh.resolve("globalconf"));
                }
                Path config = file(stage.resolve("yaml"), yaml.getBytes(StandardCharsets.UTF_8));
                if (Files.exists(folder)) {
                    Files.move(folder, stage.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
                Files.move(config, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                delete(stage);
            }
        } catch (IOException e) {
            throw new ImportException(output, "cannot be written: " + e, e);
        }
    }

    private static Path file(Path file, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_FILE)));
        return Files.write(file, content);
    }

    private static Path directory(Path directory) throws IOException {
        return Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_FOLDER)));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    directory(target);
                } else if (Files.isRegularFile(path)) {
                    file(target, Files.readAllBytes(path));
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
