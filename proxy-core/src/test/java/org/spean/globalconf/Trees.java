package org.spean.globalconf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The downloaded trees that tests read: captured ones, and published ones where they are at hand. */
final class Trees {
    private static final Path GOLDEN = Path.of(System.getProperty("spean.golden"));
    private static final Path PUBLISHED = Path.of(System.getProperty("spean.shared"), "xroad-data", "globalconf-trees");

    private Trees() {}

    static Path golden(String name) {
        return GOLDEN.resolve(name);
    }

    /** Every downloaded tree of the captures. */
    static List<Path> captured() {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(f -> f.endsWith("instance-identifier"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path published(String name) {
        Assumptions.assumeTrue(
                Files.isDirectory(PUBLISHED), () -> "published trees are not at hand: " + PUBLISHED.toAbsolutePath());
        return PUBLISHED.resolve(name);
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
