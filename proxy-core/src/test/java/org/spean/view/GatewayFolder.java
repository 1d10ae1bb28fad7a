package org.spean.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A folder with a captured server's keys and global configuration, ready for a gateway. */
public final class GatewayFolder {
    private static final Path GOLDEN = Path.of(System.getProperty("spean.golden"), "golden");

    private final Path folder;
    private final String name;
    private final String server;

    /**
     * @param name of the identity in the captures, as in {@code moi}
     * @param server its id
     */
    public GatewayFolder(Path folder, String name, String server) {
        this.folder = folder;
        this.name = name;
        this.server = server;
        for (String key : new String[] {name + "-auth", name + "-sign"}) {
            copy(GOLDEN.resolve("pki").resolve(key + ".p12"), folder.resolve(key + ".p12"));
        }
        text(folder.resolve("pin"), "camdx\n");
        Path tree = GOLDEN.resolve("globalconf/V5-direct");
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve("globalconf").resolve(tree.relativize(file));
                Files.createDirectories(target.getParent());
                copy(file, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the configuration file: the keys a gateway must have, then these lines. */
    public Path write(String more) {
        return text(folder.resolve("gateway.yaml"), """
                instanceServer: %s
                globalConfiguration: {directory: globalconf, reloadInterval: 100ms}
                keys:
                  authentication: {file: %s-auth.p12, passwordFile: pin}
                  signing: [{file: %s-sign.p12, passwordFile: pin}]
                %s
                """.formatted(server, name, name, more));
    }

    /** Replaces a file of the global configuration, as the configuration client does: at once. */
    public void replace(String file, String text) {
        Path target = folder.resolve("globalconf").resolve(file);
        Path next = text(folder.resolve("next"), text);
        try {
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a file of the global configuration. */
    public String read(String file) {
        try {
            return Files.readString(folder.resolve("globalconf").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path text(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
