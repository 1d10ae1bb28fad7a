package org.spean.crypto.verification;

/** The answer of a {@link SignatureVerifier}. */
public sealed interface Verdict permits Verified, Refused, Deviates {}
