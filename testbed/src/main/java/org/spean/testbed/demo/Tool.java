package org.spean.testbed.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

/** A command of Spean that ends by itself, as a process of its own. */
final class Tool {
    private Tool() {}

    /** What is made of its standard output. */
    @FunctionalInterface
    interface Reading<T> {
        T of(InputStream out) throws IOException;
    }

    /**
     * Runs {@code command arguments}, whose exit code may say that something is amiss.
     *
     * @param errors where its standard error goes; quoted if there is no sense in its output
     */
    static <T> T run(List<String> command, List<String> arguments, Path errors, Reading<T> reading)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
        builder.environment().put("SPEAN_NO_BUILD", "1");
        Process process = builder.start();
        try {
            T read = reading.of(process.getInputStream());
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException("spean " + String.join(" ", arguments) + ": does not end");
            }
            return read;
        } catch (IOException | NoSuchElementException e) {
            throw new IOException(
                    "spean " + String.join(" ", arguments) + ": "
                            + Files.readString(errors).strip(),
                    e);
        } finally {
            process.destroyForcibly();
        }
    }
}
