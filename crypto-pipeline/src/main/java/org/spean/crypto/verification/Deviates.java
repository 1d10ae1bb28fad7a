package org.spean.crypto.verification;

/**
 * The signature is not in the usual form: {@link SignatureVerifier#verifySlowly} decides.
 *
 * @param reason where the form differs, for logs
 */
public record Deviates(String reason) implements Verdict {}
