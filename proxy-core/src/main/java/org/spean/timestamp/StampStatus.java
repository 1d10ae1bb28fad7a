package org.spean.timestamp;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How time-stamping stands.
 *
 * @param pending signature documents that wait for a time-stamp, as counted some seconds ago at most
 * @param documents signature documents stamped since the start
 * @param stamps time-stamps obtained since the start
 * @param lastSuccess when the last run ended with nothing left to stamp; {@code null} before the first
 * @param failingSince when the first of the runs failed that have failed in a row; {@code null} while they do not
 * @param failure why the last run failed; {@code null} with {@code failingSince}
 * @param refusing whether messages are refused, as stamping has failed for too long
 * @param authorities those asked, in their order
 */
public record StampStatus(
        long pending,
        long documents,
        long stamps,
        @Nullable Instant lastSuccess,
        @Nullable Instant failingSince,
        @Nullable String failure,
        boolean refusing,
        List<Authority> authorities) {

    /**
     * An authority.
     *
     * @param lastStamp time of its last stamp since the start; {@code null}: none
     * @param failure what came of the last question; {@code null}: a time-stamp, or it was not asked
     */
    public record Authority(
            String name,
            URI url,
            @Nullable Instant lastStamp,
            @Nullable String failure) {}

    /** The counts as members of a JSON object. */
    public String json() {
        return "\"pending\":%d,\"documents\":%d,\"stamps\":%d,\"failing\":%b,\"refusing\":%b"
                .formatted(pending, documents, stamps, failingSince != null, refusing);
    }
}
