package org.spean.config;

import java.time.Duration;

/**
 * How other security servers are reached.
 *
 * @param port where their messages go
 * @param ocspPort where their OCSP responses are asked for
 * @param proxyProtocol whether our ports for them stand behind a proxy that sends the PROXY protocol
 * @param tls towards them
 * @param serverMemory how long the server that accepted first is preferred
 */
public record PeersConfig(int port, int ocspPort, boolean proxyProtocol, TlsConfig tls, Duration serverMemory) {}
