package org.spean.messagelog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time-stamp over a signature document.
 *
 * @param time when the time-stamping authority says it was made
 * @param token the RFC 3161 time-stamp token, DER
 * @param result hash chain result that was stamped; {@code null} when the token covers the signature document itself
 * @param chain from the signature document to {@code result}; {@code null} with it
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
public record EvidenceStamp(Instant time, byte[] token, byte @Nullable [] result, byte @Nullable [] chain) {}
