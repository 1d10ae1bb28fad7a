package org.spean.trust;

import java.time.Duration;

/**
 * How OCSP responses are asked for.
 *
 * @param port on which peers answer, 5577 in X-Road
 * @param timeout of one question, connecting included
 */
public record OcspSettings(int port, Duration timeout) {
    /** X-Road's port, and ten seconds. */
    public static final OcspSettings DEFAULTS = new OcspSettings(5577, Duration.ofSeconds(10));

    /** Checks the ranges. */
    public OcspSettings {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
    }
}
