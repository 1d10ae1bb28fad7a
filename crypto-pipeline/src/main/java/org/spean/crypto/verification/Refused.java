package org.spean.crypto.verification;

/**
 * The message is not proven.
 *
 * @param message names what was refused and why; fit to be sent to the peer
 */
public record Refused(Reason reason, String message) implements Verdict {}
