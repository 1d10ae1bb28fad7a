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
 */
public record TransportAnswer(
        DigestAlgorithm algorithm, @Nullable String originalContentType, boolean keepAlive, String date) {

    TransportAnswer withContentType(String contentType) {
        return new TransportAnswer(algorithm, contentType, keepAlive, date);
    }
}
