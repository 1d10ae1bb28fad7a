package org.spean.backup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is in a backup and what is not; {@code manifest.json}, its first entry.
 *
 * @param format {@value #FORMAT}; a newer one is not read
 * @param version of the gateway that made it
 * @param made when, ISO 8601
 * @param server id of the security server
 * @param configuration the path of the configuration file among {@code files}
 * @param withKeys whether keys and passwords are in it
 * @param files what is in it
 * @param leftOut files that the configuration needs and that are not in it: keys and passwords, and what others own
 * @param keys each key by its id, home, use, member and certificate, never by its secret
 * @param keyFailures homes of keys that could not be read, by setting
 * @param messageLog where the message log is, and up to which record it was kept; it is not in the backup itself
 */
public record Manifest(
        int format,
        String version,
        String made,
        String server,
        String configuration,
        boolean withKeys,
        List<Item> files,
        List<String> leftOut,
        List<Map<String, @Nullable String>> keys,
        Map<String, String> keyFailures,
        JsonNode messageLog) {

    static final int FORMAT = 1;
    static final String ENTRY = "manifest.json";

    /** Copies the lists. Everything must be there, as a manifest may be read from anybody's file. */
    public Manifest {
        Objects.requireNonNull(version);
        Objects.requireNonNull(made);
        Objects.requireNonNull(server);
        Objects.requireNonNull(configuration);
        Objects.requireNonNull(messageLog);
        files = List.copyOf(files);
        leftOut = List.copyOf(leftOut);
        keys = List.copyOf(keys);
        keyFailures = Map.copyOf(keyFailures);
    }

    /**
     * A file.
     *
     * @param entry its name in the backup
     * @param path relative to the folder of the configuration file, or absolute if it is elsewhere
     * @param mode its permissions as by {@code ls -l}, or empty where there are none
     * @param bytes its length
     * @param sha256 hexadecimal
     */
    public record Item(String entry, String path, String mode, long bytes, String sha256) {
        /** Everything must be there. */
        public Item {
            Objects.requireNonNull(entry);
            Objects.requireNonNull(path);
            Objects.requireNonNull(mode);
            Objects.requireNonNull(sha256);
        }
    }
}
