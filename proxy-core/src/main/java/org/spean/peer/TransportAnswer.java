package org.spean.peer;

import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * Begins a response: to be written before its head, or before a fault that takes the head's place.
 *
 * @param algorithm of the digests of all parts
 * @param originalContentType content type of the service's answer, {@code null} if the head says it
 * @param keepAlive whether the connection stays open; if not, whoever writes the last event closes it
 * @param date value of the {@code Date} header
 * @param offer whether the peer is told that it may use the {@linkplain CompactForm compact form}
 */
public record TransportAnswer(
        DigestAlgorithm algorithm,
        @Nullable String originalContentType,
        boolean keepAlive,
        String date,
        boolean offer) {

    /** Without an offer. */
    public TransportAnswer(
            DigestAlgorithm algorithm, @Nullable String originalContentType, boolean keepAlive, String date) {
        this(algorithm, originalContentType, keepAlive, date, false);
    }

    TransportAnswer withContentType(String contentType) {
        return new TransportAnswer(algorithm, contentType, keepAlive, date, offer);
    }
}
