package org.spean.messagelog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * Records asked for; what is {@code null} does not matter.
 *
 * @param queryId exactly
 * @param requestId exactly
 * @param client the client of the exchange
 * @param response whether responses or requests
 * @param from earliest time, inclusive
 * @param to latest time, exclusive
 */
public record EvidenceQuery(
        @Nullable String queryId,
        @Nullable String requestId,
        @Nullable ClientId client,
        @Nullable Boolean response,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** By the value of {@code x-road-id}, or the SOAP id. */
    public static EvidenceQuery id(String queryId) {
        return new EvidenceQuery(queryId, null, null, null, null, null);
    }
}
