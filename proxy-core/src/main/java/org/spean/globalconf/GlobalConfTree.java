package org.spean.globalconf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;

/**
 * Reads a downloaded tree: {@code instance-identifier}, and a folder per instance with {@code shared-params.xml}, of our
 * own also {@code private-params.xml}, each beside its {@code .metadata}. Our own instance must be whole; a federated one
 * that cannot be read or has expired is left out with a warning, for it must not stop us. A directory with a link
 * {@code current} holds trees beside each other, so that one can be replaced in one step.
 */
public final class GlobalConfTree {
    private static final Logger LOG = LoggerFactory.getLogger(GlobalConfTree.class);
    private static final String SHARED = "shared-params.xml";
    private static final String PRIVATE = "private-params.xml";
    private static final String CURRENT = "current";
    private static final Duration DEFAULT_TIME_STAMPING = Duration.ofSeconds(60);

    /**
     * How a tree is read.
     *
     * @param known what has been read before; parts that say the same are taken over
     * @param gently so that exchanges come first, which takes about four times as long
     */
    private record Manner(List<GlobalConf> known, boolean gently) {
        static final Manner GENTLY = new Manner(List.of(), true);
    }

    private GlobalConfTree() {}

    /**
     * Where the tree itself is: what the link {@code current} in the directory leads to if there is one, else the
     * directory. Whoever resolves it once reads one tree, though another is put in its place meanwhile.
     */
    public static Path root(Path directory) {
        Path link = directory.resolve(CURRENT);
        if (!Files.isSymbolicLink(link)) {
            return directory;
        }
        try {
            return link.toRealPath();
        } catch (IOException e) {
            throw new ConfigurationException(link, null, "leads nowhere", e);
        }
    }

    /**
     * Reads a federated instance's folder, gently, to see whether it can be. Blocks.
     *
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static void check(Path folder) {
        part(folder, Manner.GENTLY);
    }

    /**
     * Reads a whole tree, gently, to see whether it can be used. Returns what was read, of which another reading can take over
     * what it finds the same. Blocks.
     *
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static GlobalConf checkAll(Path directory) {
        GlobalConf read = readTree(root(directory), null, Manner.GENTLY);
        read.anchors(0);
        return read;
    }

    /**
     * Reads a tree whatever its dates; {@link GlobalConf#expires} tells them. Blocks.
     *
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static GlobalConf read(Path directory) {
        return read(directory, null);
    }

    /**
     * Reads a tree and leaves out federated instances that have expired by now. Blocks.
     *
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static GlobalConf read(Path directory, @Nullable Instant now) {
        return read(directory, now, List.of(), false);
    }

    /**
     * Reads of a tree only what has changed. Shared parameters that are byte for byte those of one that is known are taken
     * over. Blocks.
     *
     * @param known in use, or read to check it; not closed
     * @param gently whether exchanges are to come first, which takes about four times as long
     * @throws ConfigurationException in one line: file, element, reason
     */
    public static GlobalConf read(Path directory, @Nullable Instant now, List<GlobalConf> known, boolean gently) {
        return readTree(root(directory), now, new Manner(known, gently));
    }

    private static GlobalConf readTree(Path directory, @Nullable Instant now, Manner manner) {
        String instance = instance(directory.resolve("instance-identifier"));
        Path homeFolder = directory.resolve(instance);
        Part home = part(homeFolder, manner);
        Path file = homeFolder.resolve(PRIVATE);
        PrivateParams privateParams = new PrivateParams(instance, null, DEFAULT_TIME_STAMPING);
        Instant expires = home.expires();
        // A tree of shared parameters alone is what auditors keep to verify evidence with.
        if (Files.exists(file)) {
            privateParams = PrivateParams.read(file);
            if (!privateParams.instance().equals(instance)) {
                throw new ConfigurationException(
                        file, "instanceIdentifier", wrongInstance(privateParams.instance(), instance));
            }
            Instant other = PartMetadata.of(file).expires();
            expires = other.isBefore(expires) ? other : expires;
        }
        return new GlobalConf(
                home,
                privateParams,
                expires,
                OptionalParams.read(homeFolder),
                federated(directory, homeFolder, now, manner));
    }

    private static List<Part> federated(Path directory, Path homeFolder, @Nullable Instant now, Manner manner) {
        List<Part> parts = new ArrayList<>();
        for (Path folder : folders(directory)) {
            if (folder.equals(homeFolder) || !Files.exists(folder.resolve(SHARED))) {
                continue;
            }
            try {
                Part part = part(folder, manner);
                if (now == null || now.isBefore(part.expires())) {
                    parts.add(part);
                } else {
                    LOG.warn("{}: left out, expired {}", part.file(), part.expires());
                }
            } catch (ConfigurationException e) {
                LOG.warn("federated instance left out: {}", e.getMessage());
            }
        }
        return parts;
    }

    private static Part part(Path folder, Manner manner) {
        Path file = folder.resolve(SHARED);
        PartMetadata metadata = PartMetadata.of(file);
        String instance = String.valueOf(folder.getFileName());
        SharedParams same = same(instance, file, manner);
        SharedParams shared = same == null ? SharedParamsReader.read(file, manner.gently()) : same;
        // Or a federated instance could publish members and servers of ours.
        if (!shared.instance().equals(instance)) {
            throw new ConfigurationException(file, "instanceIdentifier", wrongInstance(shared.instance(), instance));
        }
        return new Part(file, metadata.expires(), metadata.version(), shared);
    }

    private static @Nullable SharedParams same(String instance, Path file, Manner manner) {
        @Nullable FileDigest digest = null;
        for (GlobalConf known : manner.known()) {
            Part part = known.part(instance);
            if (part == null) {
                continue;
            }
            try {
                digest = digest == null ? FileDigest.of(file) : digest;
            } catch (IOException e) {
                return null; // reading it tells why
            }
            if (part.shared().digest().equals(digest)) {
                return part.shared();
            }
        }
        return null;
    }

    private static String instance(Path file) {
        try {
            if (Files.size(file) <= 1024) {
                String text = Files.readString(file, StandardCharsets.UTF_8).strip();
                if (InstanceName.good(text)) {
                    return text;
                }
            }
            throw new ConfigurationException(file, null, "expected: the name of an instance");
        } catch (IOException e) {
            throw new ConfigurationException(file, null, "cannot be read; is this a downloaded configuration?", e);
        }
    }

    private static List<Path> folders(Path directory) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            entries.forEach(folders::add);
        } catch (IOException e) {
            throw new ConfigurationException(directory, null, "cannot be listed: " + e.getMessage(), e);
        }
        folders.sort(Comparator.naturalOrder());
        return folders;
    }

    private static String wrongInstance(String found, String expected) {
        return "'" + found + "' (expected: '" + expected + "', as the folder is named)";
    }
}
