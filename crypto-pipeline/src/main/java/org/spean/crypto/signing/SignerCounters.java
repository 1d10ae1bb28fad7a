package org.spean.crypto.signing;

/**
 * What a signer was given since its start.
 *
 * @param messages messages to sign
 * @param signatures one for each batch of them: the difference is what batching saved
 */
public record SignerCounters(long messages, long signatures) {

    /** Both together. */
    public SignerCounters plus(SignerCounters other) {
        return new SignerCounters(messages + other.messages, signatures + other.signatures);
    }
}
