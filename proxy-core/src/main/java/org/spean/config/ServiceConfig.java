package org.spean.config;

import java.net.URI;
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
 * @param security how TLS is done with it, if its URL is https
 * @param allow who may call all of it
 * @param endpoints rights on parts of it
 */
public record ServiceConfig(
        ServiceId id,
        URI url,
        Duration timeout,
        @Nullable String disabled,
        ServiceTlsConfig security,
        AccessList allow,
        List<EndpointRule> endpoints) {
    public ServiceConfig {
        endpoints = List.copyOf(endpoints);
    }

    /** Whether it is reached over TLS. */
    public boolean tls() {
        return "https".equals(url.getScheme());
    }
}
