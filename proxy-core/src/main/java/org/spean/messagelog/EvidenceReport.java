package org.spean.messagelog;

import java.util.List;

/**
 * The outcome of verifying records.
 *
 * @param read records asked for
 * @param verified records that hold
 * @param wholeMessages of these, records whose message part was kept whole and digested anew
 * @param refusals the others
 */
public record EvidenceReport(int read, int verified, int wholeMessages, List<Refusal> refusals) {

    /** A record that proves nothing, and why. */
    public record Refusal(long recordId, String reason) {}
}
