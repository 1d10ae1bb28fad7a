package org.spean.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a stage when a test first asks for its set; all are shared by the test classes and end with the last of them. */
final class Stages implements BeforeAllCallback {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(Stages.class);
    private static final Map<String, Stage> STAGES = new ConcurrentHashMap<>();

    private static final class Ending implements AutoCloseable {
        private final Path folder = temporary();

        @Override
        public void close() throws IOException {
            for (Stage stage : STAGES.values()) {
                stage.close();
            }
            STAGES.clear();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static volatile Path folder = Path.of("");

    @Override
    public void beforeAll(ExtensionContext context) {
        folder = context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(Ending.class, absent -> new Ending(), Ending.class)
                .folder;
    }

    static Stage of(String set) {
        return STAGES.computeIfAbsent(set, name -> {
            try {
                return Stage.of(name, folder.resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("spean-wire");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
