package org.spean.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.MemberId;

/**
 * A certificate of ours that leads to an approved authority.
 *
 * @param member whom it signs for, {@code null}: it authenticates this server
 * @param inUse whether it is the one of several that is used now
 * @param goodAsOf when its authority said last that it is good, {@code null}: it is not known to be good now
 * @param denied whether its authority says that it is revoked, or does not know it
 */
public record OwnCertificate(
        @Nullable MemberId member,
        X509Certificate certificate,
        boolean inUse,
        @Nullable Instant goodAsOf,
        boolean denied) {}
