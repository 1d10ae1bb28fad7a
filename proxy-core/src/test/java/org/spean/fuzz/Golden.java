package org.spean.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Captured files to begin with, and a place for those parsers that read files. */
public final class Golden {

    private static final Path FOLDER = Path.of(System.getProperty("spean.golden"));
    private static final int MOST = 64 * 1024;

    private Golden() {}

    /** The contents of all captured files whose path ends so, none longer than 64 KiB, each once. */
    public static Stream<byte[]> files(String... endings) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .filter(file ->
                            Files.isRegularFile(file) && Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .filter(file -> file.toFile().length() <= MOST)
                    .sorted()
                    .map(Golden::read)
                    .map(ByteBuffer::wrap)
                    .distinct()
                    .map(ByteBuffer::array)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A captured file. */
    public static Path path(String name) {
        return FOLDER.resolve(name);
    }

    /** A folder that goes with the process. */
    public static Path folder() {
        try {
            Path folder = Files.createTempDirectory("spean-fuzz");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in a folder of its own; both go with the process. */
    public static Path file(String name) {
        Path file = folder().resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
