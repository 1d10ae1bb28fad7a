package org.spean.config;

import java.util.List;

/**
 * TLS towards other security servers.
 *
 * @param protocols JSSE names of the versions offered and accepted, at least one
 * @param cipherSuites JSSE names; empty: the gateway's own choice, X-Road's suites among them
 */
public record PeerTlsConfig(List<String> protocols, List<String> cipherSuites) {
    public PeerTlsConfig {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }
}
