package org.spean.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * How time-stamped evidence goes into archive files and leaves the message log.
 *
 * @param enabled whether a running gateway archives
 * @param directory absolute path of the folder of the files
 * @param interval between two runs
 * @param age of the youngest record that is archived
 * @param maxFileSize bytes of containers after which a file ends
 * @param encryption {@code null}: none
 * @param retention how long records stay in the log
 * @param cleanInterval between two removals
 * @param removeUnarchived whether records go after the retention time that were not archived
 */
public record ArchiveConfig(
        boolean enabled,
        Path directory,
        Duration interval,
        Duration age,
        long maxFileSize,
        ArchiveGrouping grouping,
        @Nullable Encryption encryption,
        Duration retention,
        Duration cleanInterval,
        boolean removeUnarchived) {

    /**
     * Signed and encrypted with OpenPGP.
     *
     * @param keys of groups that are not in {@code groups}
     * @param groups by member or subsystem
     */
    public record Encryption(
            List<PgpFile> keys,
            Map<ClientId, List<PgpFile>> groups,
            PgpFile signingKey,
            @Nullable Secret passphrase) {
        public Encryption {
            keys = List.copyOf(keys);
            groups = Map.copyOf(groups);
        }

        /** The files of keys that are no secret. */
        Set<Path> publicKeys() {
            return Stream.concat(keys.stream(), groups.values().stream().flatMap(List::stream))
                    .map(PgpFile::file)
                    .collect(Collectors.toSet());
        }
    }

    /** A key file and its content. */
    @SuppressWarnings("ArrayRecordComponent") // compared by content
    public record PgpFile(Path file, byte[] content) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PgpFile that && file.equals(that.file) && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }
    }
}
