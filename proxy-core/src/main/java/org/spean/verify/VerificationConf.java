package org.spean.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.spean.config.ConfigurationException;
import org.spean.crypto.asic.ZipDeviationException;
import org.spean.crypto.asic.ZipFolder;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;

/** A global configuration that was kept to verify evidence with: a folder, or the ZIP file of {@code /verificationconf}. */
public final class VerificationConf {
    private static final String FOLDER = "verificationconf";
    private static final String INSTANCE = "instance-identifier";

    private VerificationConf() {}

    /**
     * Reads it whatever its dates, since evidence is older than they are.
     *
     * @throws ConfigurationException in one line
     */
    public static GlobalConf read(Path conf) {
        if (!Files.isRegularFile(conf)) {
            return GlobalConfTree.read(tree(conf));
        }
        try {
            Path folder = Files.createTempDirectory("spean-conf-");
            try {
                ZipFolder.unzip(conf, folder);
                return GlobalConfTree.read(tree(folder));
            } finally {
                delete(folder);
            }
        } catch (ZipDeviationException e) {
            throw new ConfigurationException(conf, null, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ConfigurationException(conf, null, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path tree(Path folder) {
        Path inner = folder.resolve(FOLDER);
        return !Files.exists(folder.resolve(INSTANCE)) && Files.isDirectory(inner) ? inner : folder;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
