package org.spean.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is noted of keys, whatever their files are called. */
class KeyIndexTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"signing-0a", "bank sign", "a=b", "a:b", "#1", "!x", "back\\slash", "with.dot", "ប៊ិច"})
    void aNoteIsOfTheKeyItWasMadeFor(String id) throws Exception {
        KeyIndex.change(folder, index -> index.with(id, false).with("other", true));

        assertThat(KeyIndex.read(folder).active(id)).isFalse();
        assertThat(KeyIndex.read(folder).active("other")).isTrue();
    }

    @Test
    void aLabelStaysOneAndTheSame() throws Exception {
        KeyIndex.Entry entry = new KeyIndex.Entry(KeyUse.SIGNING, null, "a \\ b\r\nx.active = false", true);
        KeyIndex.change(folder, index -> index.with("x", entry));

        assertThat(KeyIndex.read(folder).entry("x").label()).isEqualTo("a \\ b  x.active = false");
        assertThat(KeyIndex.read(folder).active("x")).isTrue();
    }

    @Test
    void notesMadeAtTheSameTimeAreAllKept() throws Exception {
        List<Process> others = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            others.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            folder.toString(),
                            name)
                    .inheritIO()
                    .start());
        }
        List<Thread> threads = Stream.of("c", "d")
                .map(name -> Thread.ofPlatform().start(() -> Writer.notes(folder, name)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        for (Process other : others) {
            assertThat(other.waitFor()).isZero();
        }

        KeyIndex index = KeyIndex.read(folder);
        for (String name : List.of("a", "b", "c", "d")) {
            for (int i = 0; i < Writer.NOTES; i++) {
                assertThat(index.active(name + i)).as(name + i).isFalse();
            }
        }
    }

    /** Somebody else's {@code spean key}. */
    static final class Writer {
        static final int NOTES = 50;

        private Writer() {}

        public static void main(String[] arguments) {
            notes(Path.of(arguments[0]), arguments[1]);
        }

        static void notes(Path folder, String name) {
            for (int i = 0; i < NOTES; i++) {
                String id = name + i;
                try {
                    KeyIndex.change(folder, index -> index.with(id, false));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
