package org.spean.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.spean.access.AccessRights;
import org.spean.config.DescribedEndpoint;
import org.spean.config.ServiceConfig;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;
import org.spean.view.View;

/** The REST services of a provider as JSON, with the names and the order that X-Road's servers have (PR-MREST, annex B). */
final class RestServices {
    private static final JsonFactory JSON = new JsonFactory();

    private RestServices() {}

    /** All of them. */
    static byte[] list(View view, ClientId provider) {
        return json(view, provider, ServiceConfig::parts);
    }

    /** Those a client may call, with the endpoints of which the same is true. */
    static byte[] allowed(View view, ClientId provider, ClientId client) {
        return json(view, provider, service -> {
            if (AccessRights.whole(view, service, client)) {
                return service.parts();
            }
            return AccessRights.any(view, service, client)
                    ? service.parts().stream()
                            .filter(part -> AccessRights.part(view, service, client, part))
                            .toList()
                    : null;
        });
    }

    /** @param parts the endpoints to show of a service, {@code null} to leave the service out */
    private static byte[] json(
            View view, ClientId provider, Function<ServiceConfig, @Nullable List<DescribedEndpoint>> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("service");
            for (ServiceConfig service : view.config().services().values()) {
                if (service.protocol() == ServiceProtocol.REST
                        && service.id().provider().equals(provider)) {
                    List<DescribedEndpoint> shown = parts.apply(service);
                    if (shown != null) {
                        write(json, service, shown);
                    }
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to write
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, ServiceConfig service, List<DescribedEndpoint> endpoints)
            throws IOException {
        ServiceId id = service.id();
        ClientId provider = id.provider();
        json.writeStartObject();
        json.writeStringField("member_class", provider.member().memberClass());
        json.writeStringField("member_code", provider.member().memberCode());
        if (provider.subsystem() != null) {
            json.writeStringField("subsystem_code", provider.subsystem());
        }
        json.writeStringField("service_code", id.serviceCode());
        json.writeArrayFieldStart("endpoint_list");
        for (DescribedEndpoint endpoint : endpoints) {
            json.writeStartObject();
            json.writeStringField("method", endpoint.method());
            json.writeStringField("path", endpoint.path());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("object_type", "SERVICE");
        json.writeStringField("service_type", service.description() == null ? "REST" : "OPENAPI");
        json.writeStringField("xroad_instance", provider.member().instance());
        json.writeEndObject();
    }
}
