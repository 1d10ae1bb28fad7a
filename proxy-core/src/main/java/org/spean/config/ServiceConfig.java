package org.spean.config;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/**
 * A service offered to others.
 *
 * @param id its id
 * @param url where it is: http or https, absolute, without query, fragment and user; the rest of a request's path is
 *     appended
 * @param protocol how it is called
 * @param timeout until the first byte of its answer
 * @param concurrency calls at the same time, 0: as {@link Limits#exchangesPerService}
 * @param disabled why it is switched off, absent if it is not
 * @param security how TLS is done with it, if its URL is https
 * @param allow who may call all of it
 * @param endpoints rights on parts of it
 * @param description the document that describes it, absent if there is none
 */
public record ServiceConfig(
        ServiceId id,
        URI url,
        ServiceProtocol protocol,
        Duration timeout,
        int concurrency,
        @Nullable String disabled,
        ServiceTlsConfig security,
        AccessList allow,
        List<EndpointRule> endpoints,
        @Nullable ServiceDescription description) {
    public ServiceConfig {
        endpoints = List.copyOf(endpoints);
    }

    /** Whether it is reached over TLS. */
    public boolean tls() {
        return "https".equals(url.getScheme());
    }

    /** Its parts: those its description names, then those only rules name. */
    public List<DescribedEndpoint> parts() {
        Set<DescribedEndpoint> parts = new LinkedHashSet<>();
        if (description != null) {
            parts.addAll(description.endpoints());
        }
        for (EndpointRule rule : endpoints) {
            parts.add(new DescribedEndpoint(rule.method(), rule.path().toString()));
        }
        return List.copyOf(parts);
    }
}
