package org.spean.config;

import java.util.List;

/**
 * Versions and suites of TLS on one side of the gateway.
 *
 * @param protocols JSSE names of the versions offered and accepted, at least one
 * @param cipherSuites JSSE names; empty: the gateway's own choice for that side
 */
public record TlsConfig(List<String> protocols, List<String> cipherSuites) {
    public TlsConfig {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** The versions that may be named, oldest first. */
    public static List<String> supportedProtocols() {
        return TlsReader.PROTOCOLS;
    }

    /** Whether a suite may be named beside these versions. */
    public static boolean supports(List<String> protocols, String suite) {
        return TlsReader.suites().contains(suite) && TlsReader.fits(protocols, suite);
    }
}
