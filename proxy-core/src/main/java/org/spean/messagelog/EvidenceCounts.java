package org.spean.messagelog;

/**
 * Records by side and direction.
 *
 * @param signatures signature documents, each shared by the messages of a signing batch on one side
 * @param unstamped signature documents that wait for a time-stamp
 */
public record EvidenceCounts(
        long consumerRequests,
        long consumerResponses,
        long providerRequests,
        long providerResponses,
        long signatures,
        long unstamped) {

    /** All records. */
    public long records() {
        return consumerRequests + consumerResponses + providerRequests + providerResponses;
    }
}
