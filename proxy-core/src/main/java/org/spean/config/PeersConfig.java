package org.spean.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How other security servers are reached.
 *
 * @param port where their messages go
 * @param ocspPort where their OCSP responses are asked for
 * @param proxyProtocol whether our ports for them stand behind a proxy that sends the PROXY protocol
 * @param tls towards them
 * @param serverMemory how long the server that accepted first is preferred
 * @param compactEvidence whether evidence goes by reference between gateways of this kind
 * @param minimumVersion what a server that sends to us must at least be, absent if any may
 */
public record PeersConfig(
        int port,
        int ocspPort,
        boolean proxyProtocol,
        TlsConfig tls,
        Duration serverMemory,
        boolean compactEvidence,
        @Nullable SemanticVersion minimumVersion) {}
