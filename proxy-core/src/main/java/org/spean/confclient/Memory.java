package org.spean.confclient;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.globalconf.AnnouncedSource;

/** What rounds remember for the next, to spare work: losing it costs time and nothing else. Not for several threads. */
final class Memory {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

    /** Rounds between two looks for a version newer than the one a source is known to have. */
    private static final int PROBE = 60;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Seen(byte[] answer, Directory directory) {}

    private record Stamp(
            long size, FileTime modified, @Nullable Object key) {}

    private record Announced(Stamp stamp, List<AnnouncedSource> sources) {}

    private final Map<URI, Integer> versions = new HashMap<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Announced> announced = new HashMap<>();
    private @Nullable Path tree;
    private String anchor = "";
    private long rounds;

    /** A round begins with this tree and anchor; what was seen belongs to another if either is another. */
    void begin(@Nullable Path held, String anchorHash) {
        rounds++;
        if (held == null || !held.equals(tree) || !anchor.equals(anchorHash)) {
            seen.clear();
        }
        tree = held;
        anchor = anchorHash;
    }

    /** The round ended with this tree. */
    void end(Path published) {
        tree = published;
    }

    /** The version to ask a source for first. */
    int version(URI url) {
        return rounds % PROBE == 0 ? Directory.NEWEST : versions.getOrDefault(url, Directory.NEWEST);
    }

    void version(URI url, int version) {
        versions.put(url, version);
    }

    void forget(URI url) {
        versions.remove(url);
    }

    /** The directory that the tree in use was made of, if the source's answer is the same, byte for byte. */
    @Nullable
    Directory same(String key, byte[] answer) {
        Seen last = seen.get(key);
        return last != null && Arrays.equals(last.answer, answer) ? last.directory : null;
    }

    void seen(String key, byte[] answer, Directory directory) {
        seen.put(key, new Seen(answer, directory));
    }

    void unsee() {
        seen.clear();
    }

    /** The sources that shared parameters of the tree announce; read again only when the file is another. */
    List<AnnouncedSource> announced(String instance, Path sharedParams) {
        try {
            BasicFileAttributes a = Files.readAttributes(sharedParams, BasicFileAttributes.class);
            Stamp stamp = new Stamp(a.size(), a.lastModifiedTime(), a.fileKey());
            Announced known = announced.get(instance);
            if (known == null || !known.stamp.equals(stamp)) {
                known = new Announced(stamp, AnnouncedSource.in(sharedParams));
                announced.put(instance, known);
            }
            return known.sources;
        } catch (java.io.IOException e) {
            return List.of(); // no such part in the tree
        } catch (ConfigurationException e) {
            LOG.warn("announced sources are not used: {}", e.getMessage());
            return List.of();
        }
    }
}
