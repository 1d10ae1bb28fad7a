package org.spean.config;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a service.
 *
 * @param verify whether the service must show that it is the one; otherwise anyone may pose as it
 * @param trust certificates or authorities it may show; empty: the JDK's authorities and the host name
 * @param key with which the gateway authenticates itself, absent: {@code keys.serviceTls} if there is one
 * @param offer versions and suites
 */
public record ServiceTlsConfig(
        boolean verify,
        List<X509Certificate> trust,
        @Nullable KeyFile key,
        TlsConfig offer) {
    public ServiceTlsConfig {
        trust = List.copyOf(trust);
    }
}
