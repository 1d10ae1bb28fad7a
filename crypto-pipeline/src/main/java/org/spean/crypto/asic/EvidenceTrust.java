package org.spean.crypto.asic;

import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.trust.TrustAnchors;

/**
 * Whom to believe about evidence, by one state of the global configuration.
 *
 * @param anchors who certifies members, and the rules for OCSP
 * @param stampers who time-stamps
 */
public record EvidenceTrust(TrustAnchors anchors, TimeStampAuthorities stampers) {}
