package org.spean.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a program to its end. */
final class Tool {
    private Tool() {}

    /**
     * What it wrote to standard output.
     *
     * @throws IOException when it fails, with the last of what it wrote to standard error
     */
    static String run(Path directory, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("spean-image", ".log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words).directory(directory.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                String said = Files.readString(errors).strip();
                throw new IOException(words.getFirst() + " failed (" + process.exitValue() + "): "
                        + said.substring(Math.max(0, said.length() - 1000)));
            }
            return output.strip();
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
