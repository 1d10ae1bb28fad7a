package org.spean.crypto.asic;

import org.jspecify.annotations.Nullable;

/**
 * The time-stamp over the signature document of a container.
 *
 * @param token the RFC 3161 token with its authority's certificate, DER
 * @param result {@code /ts-hashchainresult.xml}; {@code null} when the token is over the signature value itself: then it
 *     stands inside the signature document
 * @param chain {@code /ts-hashchain.xml}; present exactly when {@code result} is
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
public record ContainerStamp(byte[] token, byte @Nullable [] result, byte @Nullable [] chain) {}
