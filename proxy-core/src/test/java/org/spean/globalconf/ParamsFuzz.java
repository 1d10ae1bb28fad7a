package org.spean.globalconf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.config.ConfigurationException;
import org.spean.fuzz.FuzzTarget;
import org.spean.fuzz.Golden;

/** Shared and private parameters of the global configuration, and anchors. */
public final class ParamsFuzz implements FuzzTarget {

    private final Path tree = Golden.folder();
    private final Path file = Golden.file("params.xml");
    private final Path shared = tree.resolve("CAMBODIA/shared-params.xml");

    /** Copies a captured tree. */
    public ParamsFuzz() {
        Trees.copy(Trees.golden("golden/globalconf/V5-direct"), tree);
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    }

    private void remove() {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stream<byte[]> seeds() {
        return Golden.files("/shared-params.xml", "/private-params.xml", "anchor.xml")
                .limit(24);
    }

    @Override
    public void run(byte[] input) throws IOException {
        Files.write(shared, input);
        Files.write(file, input);
        try {
            GlobalConf conf = GlobalConfTree.read(tree);
            conf.anchors(1);
            conf.closeAllBut(conf);
            conf.servers().forEach(Objects::requireNonNull);
        } catch (ConfigurationException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
        try {
            PrivateParams.read(file);
        } catch (ConfigurationException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
        try {
            ConfigurationAnchor.read(file);
        } catch (ConfigurationException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
