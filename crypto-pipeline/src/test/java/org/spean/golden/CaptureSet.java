package org.spean.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The captures that share keys and configuration. Folders are found by system property {@code spean.golden}, the largest captures
 * by {@code spean.shared}: they are left out, with a message, where that folder is absent.
 *
 * @param name {@code golden} (X-Road 7.8), {@code golden-camdx} (CamDX 7.4.2), {@code ec} (EC keys), {@code ica} (intermediate CA)
 *     or {@code mon} (monitoring)
 * @param root its folder
 * @param inside what tells it apart inside a folder of several sets: folder of keys and configuration, prefix of scenarios
 */
public record CaptureSet(String name, Path root, @Nullable String inside) {
    private static final Path GOLDEN = Path.of(System.getProperty("spean.golden", "src/test/golden"));
    private static final List<CaptureSet> ALL = List.of(
            new CaptureSet("golden", GOLDEN.resolve("golden"), null),
            new CaptureSet("golden-camdx", GOLDEN.resolve("golden-camdx"), null),
            variant("ec"),
            variant("ica"),
            variant("mon"));

    /** All sets. */
    public static List<CaptureSet> all() {
        return ALL;
    }

    /** The set of this name. */
    public static CaptureSet named(String name) {
        return ALL.stream()
                .filter(s -> s.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no set " + name));
    }

    /** Keys and certificates. */
    public Pki pki() {
        return new Pki(inside("pki"));
    }

    /**
     * A downloaded global configuration: {@code V5-direct}, {@code V4-tap}… ({@code V2-direct}, {@code V3-direct} of CamDX).
     * {@code tap} is what the consumer's server had: the provider's address is that of the tap.
     */
    public Path globalConf(String variant) {
        Path folder = inside("globalconf").resolve(variant);
        if (!Files.isDirectory(folder)) {
            throw new AssertionError("no global configuration " + folder);
        }
        return folder;
    }

    /** The global configuration that the provider's server had, in the newest version. */
    public Path globalConf() {
        return globalConf(name.equals("golden-camdx") ? "V3-direct" : "V5-direct");
    }

    /** All downloaded variants. */
    public List<Path> globalConfs() {
        return list(inside("globalconf")).stream()
                .filter(f -> f.getFileName().toString().matches("V\\d-.*"))
                .toList();
    }

    /** A further folder of the set: {@code trust}, {@code asic}. */
    public Path inside(String folder) {
        return inside == null ? root.resolve(folder) : root.resolve(folder).resolve(inside);
    }

    /** The folders of all scenarios, by name. */
    Stream<Path> folders() {
        List<Path> folders = list(root.resolve("exchanges")).stream()
                .filter(f -> inside == null || f.getFileName().toString().startsWith(inside + "-"))
                .toList();
        if (folders.isEmpty()) {
            throw new AssertionError("no captures in " + root.resolve("exchanges"));
        }
        return Stream.concat(folders.stream(), large().stream());
    }

    private List<Path> large() {
        if (inside != null) {
            return List.of();
        }
        Path exchanges = Path.of(System.getProperty("spean.shared", "../../shared"), name)
                .resolve("exchanges");
        if (!Files.isDirectory(exchanges)) {
            System.out.println("left out: captures of 3 MB, because there is no folder " + exchanges);
            return List.of();
        }
        return Stream.of("rest-post-binary-3m", "rest-blob-3m")
                .filter(scenario -> !Files.exists(root.resolve("exchanges").resolve(scenario)))
                .map(exchanges::resolve)
                .toList();
    }

    private static CaptureSet variant(String name) {
        return new CaptureSet(name, GOLDEN.resolve("golden-variants"), name);
    }

    static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
