package org.spean.config;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses the gateway listens on; port 0 takes a free one.
 *
 * @param clientHttp information systems over HTTP, absent if off
 * @param clientHttps information systems over HTTPS, absent if off; needs a key
 * @param peer other security servers
 * @param ocsp OCSP responses for other security servers
 * @param admin operators and their tools, absent if off
 * @param health X-Road's health check, absent if off
 * @param proxyProtocol whether a proxy before {@code clientHttp} and {@code clientHttps} says whom it speaks for
 * @param clientTls versions and suites of {@code clientHttps}
 */
public record ListenConfig(
        @Nullable InetSocketAddress clientHttp,
        @Nullable InetSocketAddress clientHttps,
        InetSocketAddress peer,
        InetSocketAddress ocsp,
        @Nullable InetSocketAddress admin,
        @Nullable InetSocketAddress health,
        boolean proxyProtocol,
        TlsConfig clientTls) {}
