package org.spean.testbed.globalconf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.temporal.ChronoUnit;

/**
 * Writes a downloaded configuration as X-Road's configuration client leaves it: {@code instance-identifier}, and per
 * instance shared and private parameters, each with its {@code .metadata}. Files are replaced atomically, one by one.
 */
public final class ConfTreeWriter {
    private final Path directory;

    public ConfTreeWriter(Path directory) {
        this.directory = directory;
    }

    /** Writes the home instance of the tree. */
    public void write(ConfContent content) throws IOException {
        writeInstance(content, true);
        replace(directory.resolve("instance-identifier"), content.instance());
    }

    /** Adds or replaces a federated instance, of which only the shared parameters are distributed. */
    public void writeFederated(ConfContent content) throws IOException {
        writeInstance(content, false);
    }

    private void writeInstance(ConfContent content, boolean home) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(content.instance()));
        part(folder, "shared-params.xml", "SHARED-PARAMETERS", SharedParams.render(content), content);
        if (home) {
            part(folder, "private-params.xml", "PRIVATE-PARAMETERS", PrivateParams.render(content), content);
        }
    }

    private static void part(Path folder, String name, String identifier, String xml, ConfContent content)
            throws IOException {
        String metadata = """
                {"contentIdentifier":"%s","instanceIdentifier":"%s","contentFileName":null,"contentLocation":"",\
                "expirationDate":"%s","configurationVersion":"%d"}""".formatted(
                identifier, content.instance(), content.expires().truncatedTo(ChronoUnit.SECONDS), content.version());
        replace(folder.resolve(name), xml);
        replace(folder.resolve(name + ".metadata"), metadata);
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text, StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
