package org.spean.config;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * Where a description comes from, and where what was taken from it is kept.
 *
 * @param name of the entry
 * @param provider whose services it describes
 * @param kind its language
 * @param location an http, https or file URL
 * @param service code of the service of an OpenAPI document; absent for WSDL
 * @param url where the services are, absent if the document says
 * @param trust as of {@link ServiceConfig#tls}
 * @param directory folder of applied descriptions; may not exist yet
 */
public record DescriptionSource(
        String name,
        ClientId provider,
        ServiceDescription.Kind kind,
        URI location,
        @Nullable String service,
        @Nullable URI url,
        List<X509Certificate> trust,
        Path directory) {
    public DescriptionSource {
        trust = List.copyOf(trust);
    }

    /** The file that says what was applied. */
    public Path index() {
        return directory.resolve(name + ".services.json");
    }
}
