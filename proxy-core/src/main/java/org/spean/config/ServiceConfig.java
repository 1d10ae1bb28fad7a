package org.spean.config;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ServiceId;

/**
 * A service offered to others.
 *
 * @param id its id
 * @param url where it is: http or https, absolute, without query, fragment and user; the rest of a request's path is
 *     appended
 * @param timeout until the first byte of its answer
 * @param disabled why it is switched off, absent if it is not
 * @param trust certificates or authorities it may show; empty: the JDK's authorities and the host name
 * @param allow who may call all of it
 * @param endpoints rights on parts of it
 */
public record ServiceConfig(
        ServiceId id,
        URI url,
        Duration timeout,
        @Nullable String disabled,
        List<X509Certificate> trust,
        AccessList allow,
        List<EndpointRule> endpoints) {
    public ServiceConfig {
        trust = List.copyOf(trust);
        endpoints = List.copyOf(endpoints);
    }

    /** Whether it is reached over TLS. */
    public boolean tls() {
        return "https".equals(url.getScheme());
    }
}
