package org.spean.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.spean.archive.ArchiveChains;
import org.spean.config.ConfigurationException;
import org.spean.config.DescriptionSource;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFolder;
import org.spean.config.Pkcs11Token;

/** The files that belong to a configuration, and where the chains of its archive end. What is not known to be public is taken for a secret. */
final class ConfigurationFiles {
    private static final String LOCK = ".lock";

    private final GatewayConfig config;
    private final Path folder;
    private final Set<Path> published = new LinkedHashSet<>();
    private final Set<Path> secret = new LinkedHashSet<>();
    private final List<String> others = new ArrayList<>();

    private ConfigurationFiles(GatewayConfig config) {
        this.config = config;
        this.folder = folder(config);
    }

    static ConfigurationFiles of(GatewayConfig config) throws IOException {
        ConfigurationFiles files = new ConfigurationFiles(config);
        files.look();
        return files;
    }

    private static Path folder(GatewayConfig config) {
        Path parent = config.file().getParent();
        if (parent == null) {
            throw new ConfigurationException(config.file(), "", "is in no folder");
        }
        return parent;
    }

    private void look() throws IOException {
        published.add(config.file());
        Path anchor = config.globalConfiguration().anchor();
        if (anchor != null) {
            published.add(anchor);
        } else {
            others.add(config.globalConfiguration().directory() + " (the global configuration, which others download)");
        }
        published.addAll(ArchiveChains.files(config.archive().directory()));
        Set<Path> descriptions = new LinkedHashSet<>();
        for (DescriptionSource source : GatewayConfig.descriptions(config.file())) {
            descriptions.add(source.directory());
        }
        for (Path file : new TreeSet<>(config.files())) {
            boolean described = descriptions.contains(file.getParent());
            (described || certificatesOnly(file) ? published : secret).add(file);
        }
        KeyFolder store = config.keys().store();
        if (store != null) {
            secret.addAll(within(store.directory()));
        }
        for (Pkcs11Token token : config.keys().pkcs11()) {
            if (token.directory() != null) {
                published.addAll(within(token.directory())); // notes about certificates; the keys are in the token
            }
            others.add(token.library() + " (a PKCS#11 module and its token)");
        }
        KeyFolder xroad = config.keys().xroad();
        if (xroad != null) {
            others.add(xroad.directory() + " (keys of X-Road's signer)");
        }
        secret.removeAll(published);
    }

    private static List<Path> within(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    private static boolean certificatesOnly(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        boolean holdsMore = text.replace("-----BEGIN CERTIFICATE-----", "").contains("-----BEGIN ");
        return text.contains("-----BEGIN CERTIFICATE-----") && !holdsMore;
    }

    /** What goes into a backup, by its path: relative to the folder of the configuration, or absolute if it is elsewhere. */
    Map<String, Path> included(boolean withKeys) {
        Map<String, Path> included = new LinkedHashMap<>();
        published.forEach(file -> included.put(path(file), file));
        if (withKeys) {
            secret.forEach(file -> included.put(path(file), file));
        }
        return included;
    }

    /** What is needed besides. */
    List<String> leftOut(boolean withKeys) {
        List<String> leftOut = new ArrayList<>();
        if (!withKeys) {
            secret.forEach(file -> leftOut.add(path(file)));
        }
        leftOut.addAll(others);
        return leftOut;
    }

    /** The path of the configuration file. */
    String configuration() {
        return path(config.file());
    }

    private String path(Path file) {
        return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
    }
}
