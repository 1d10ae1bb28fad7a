package org.spean.crypto.verification;

/**
 * Bounds of a {@link SignatureVerifier}.
 *
 * @param cacheBytes memory for remembered batch signatures, in bytes; one takes 7 to 12 kB
 * @param signers how many signers to remember, each with its certificates and OCSP responses: about 30 kB
 * @param slowThreads threads for signatures that are not in the usual form
 * @param slowQueue how many such signatures may wait, for each thread
 */
public record VerifierSettings(int cacheBytes, int signers, int slowThreads, int slowQueue) {

    /** 2 MiB (some 250 batches), 256 signers, one slow thread, 256 waiting. */
    public static final VerifierSettings DEFAULT = new VerifierSettings(2 << 20, 256, 1, 256);

    /** Checks the ranges. */
    public VerifierSettings {
        if (cacheBytes < 0 || signers < 0) {
            throw new IllegalArgumentException(
                    "cacheBytes, signers: " + cacheBytes + ", " + signers + " (expected: >= 0)");
        }
        if (slowThreads < 1 || slowQueue < 1) {
            throw new IllegalArgumentException(
                    "slowThreads, slowQueue: " + slowThreads + ", " + slowQueue + " (expected: >= 1)");
        }
    }
}
