package org.spean.net;

import java.time.Duration;
import java.util.List;

/**
 * How TLS with peers is done.
 *
 * @param handshake until a handshake is complete
 * @param handshakes handshakes that may wait for their turn at the same time; more are refused
 * @param memory how long it is remembered what a peer was seen to negotiate
 * @param protocols JSSE names of the versions offered and accepted; empty: TLS 1.3 and 1.2
 * @param cipherSuites JSSE names; empty: our own choice, with X-Road's CBC suites
 */
public record PeerTlsSettings(
        Duration handshake, int handshakes, Duration memory, List<String> protocols, List<String> cipherSuites) {
    /** Copies the lists. */
    public PeerTlsSettings {
        if (!handshake.isPositive()) {
            throw new IllegalArgumentException("handshake: " + handshake + " (expected: > 0)");
        }
        if (handshakes < 1) {
            throw new IllegalArgumentException("handshakes: " + handshakes + " (expected: >= 1)");
        }
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** Own choice of versions and suites. */
    public static PeerTlsSettings of(Duration handshake, int handshakes, Duration memory) {
        return new PeerTlsSettings(handshake, handshakes, memory, List.of(), List.of());
    }
}
