package org.spean.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spean image}: the gateway as a container image, for x86-64. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        description = {
            "Builds an OCI image without a container engine: shared libraries of Debian's libc6, a Java runtime of the modules",
            "needed, our jars, and what the JVM learned of them in a run. No shell; a user of its own; the root file system may",
            "be read-only, with a volume at /var/lib/spean. Needs apt-get and dpkg-deb. Beside FILE lies FILE.bom.json.",
            "The same sources, packages and cache (--aot) make the same image, bit for bit."
        })
public final class ImageCommand implements Callable<Integer> {
    @Option(names = "--home", hidden = true, required = true)
    private Path home = Path.of(".");

    @Option(names = "--jdk", hidden = true, required = true)
    private Path jdk = Path.of(".");

    @Option(names = "-o", paramLabel = "FILE", description = "Default: target/spean-image.tar.")
    private @Nullable Path output;

    @Option(names = "--name", defaultValue = "spean:0.1.0", description = "Default: ${DEFAULT-VALUE}.")
    private String name = "spean:0.1.0";

    @Option(
            names = "--aot",
            paramLabel = "FILE",
            description = "A cache made before, from the same files. Default: makes one, and keeps it as FILE.aot.")
    private @Nullable Path aot;

    @Option(names = "--root", paramLabel = "FOLDER", description = "Leaves the image's file system there as well.")
    private @Nullable Path root;

    /** Exits with 0 when the image is written. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new ImageCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("spean image: " + failure.getMessage());
                    return 1;
                })
                .execute(words));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path target = output == null ? home.resolve("target/spean-image.tar") : output.toAbsolutePath();
        Path work = Files.createTempDirectory(home.resolve("target"), "image");
        try {
            ImageTree tree = new ImageTree(home, jdk, work);
            tree.layOut();
            Training training = new Training(home, jdk, work, tree);
            Path cache = tree.cache().resolve("opt/spean/spean.aot");
            if (aot == null) {
                training.makeCache();
                Files.copy(cache, beside(target, ".aot"), StandardCopyOption.REPLACE_EXISTING);
            } else {
                training.takeCache(aot);
            }
            ImageTree.sameTime(tree.cache());
            String digest = ImageFile.write(tree, target, work, name);
            Files.copy(
                    tree.application().resolve("opt/spean/bom.json"),
                    beside(target, ".bom.json"),
                    StandardCopyOption.REPLACE_EXISTING);
            if (root != null) {
                tree.leave(root);
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("file", target.toString());
            figures.put("imageMb", Math.round(Files.size(target) / 1e5) / 10.0);
            figures.put("digest", digest);
            System.out.println(new ObjectMapper().writeValueAsString(figures));
        } finally {
            remove(work);
        }
        return 0;
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
