package org.spean.archive;

import org.jspecify.annotations.Nullable;

/**
 * What was archived and removed since the start.
 *
 * @param removed records removed from the message log
 * @param failure why the last run failed; {@code null}: it did not
 */
public record ArchiveStatus(
        long files, long records, long removed, @Nullable String failure) {

    /** As members of a JSON object. */
    public String json() {
        return "\"files\":%d,\"records\":%d,\"removed\":%d,\"failing\":%b"
                .formatted(files, records, removed, failure != null);
    }
}
