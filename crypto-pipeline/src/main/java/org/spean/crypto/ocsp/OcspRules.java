package org.spean.crypto.ocsp;

import java.time.Duration;

/**
 * When an OCSP response is fresh.
 *
 * @param freshness how old {@code thisUpdate} may be: {@code ocspFreshnessSeconds} of the global settings
 * @param verifyNextUpdate whether a response past its {@code nextUpdate} is refused; on unless an optional part of the
 *     global configuration switches it off
 * @param skew how far {@code thisUpdate} may lie in the future, for clocks that differ
 */
public record OcspRules(Duration freshness, boolean verifyNextUpdate, Duration skew) {
    /** Default of {@link #skew}. */
    public static final Duration DEFAULT_SKEW = Duration.ofSeconds(60);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when the freshness is not positive or the skew negative
     */
    public OcspRules {
        if (freshness.isNegative() || freshness.isZero()) {
            throw new IllegalArgumentException("OCSP freshness: " + freshness + " (expected: positive)");
        }
        if (skew.isNegative()) {
            throw new IllegalArgumentException("OCSP clock skew: " + skew + " (expected: zero or positive)");
        }
    }

    /** The usual rules: {@code nextUpdate} counts, clocks may differ by {@link #DEFAULT_SKEW}. */
    public static OcspRules of(Duration freshness) {
        return new OcspRules(freshness, true, DEFAULT_SKEW);
    }
}
