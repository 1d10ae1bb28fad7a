package org.spean.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was taken from a description when it was last applied: all a gateway knows of it. It is kept as JSON beside the
 * document; neither is meant to be edited.
 *
 * @param location where the document came from
 * @param digest SHA-256 of the document as it came, in hexadecimal
 * @param document name of the file with the document as it is shown to others, in the same folder
 * @param contentType of that document
 * @param services in the order of the document
 */
public record AppliedDescription(
        URI location, String digest, String document, String contentType, List<Service> services) {
    /**
     * A service that a document describes.
     *
     * @param code its code
     * @param version of a SOAP service, absent if it has none
     * @param url where the document says that it is
     * @param endpoints its parts; empty for WSDL
     */
    public record Service(String code, @Nullable String version, URI url, List<DescribedEndpoint> endpoints) {
        /**
         * Checks the rules.
         *
         * @throws IllegalArgumentException if a service cannot be at this URL
         */
        public Service {
            ServiceReader.url(url.toString());
            endpoints = List.copyOf(endpoints);
        }

        /** Code and version as in {@code descriptions[].services[].service}. */
        public String name() {
            return version == null ? code : code + "/" + version;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());

    public AppliedDescription {
        services = List.copyOf(services);
    }

    /** As it is kept. */
    public byte[] json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("location", location.toString());
        root.put("sha256", digest);
        root.put("document", document);
        root.put("contentType", contentType);
        ArrayNode list = root.putArray("services");
        for (Service service : services) {
            ObjectNode node = list.addObject();
            node.put("code", service.code());
            if (service.version() != null) {
                node.put("version", service.version());
            }
            node.put("url", service.url().toString());
            ArrayNode endpoints = node.putArray("endpoints");
            for (DescribedEndpoint endpoint : service.endpoints()) {
                endpoints.addObject().put("method", endpoint.method()).put("path", endpoint.path());
            }
        }
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param file names it in errors
     * @throws ConfigurationException if it is something else
     */
    public static AppliedDescription read(Path file, byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            List<Service> services = new ArrayList<>();
            for (JsonNode node : root.path("services")) {
                List<DescribedEndpoint> endpoints = new ArrayList<>();
                for (JsonNode endpoint : node.path("endpoints")) {
                    endpoints.add(new DescribedEndpoint(text(file, endpoint, "method"), text(file, endpoint, "path")));
                }
                services.add(new Service(
                        text(file, node, "code"),
                        node.has("version") ? text(file, node, "version") : null,
                        URI.create(text(file, node, "url")),
                        endpoints));
            }
            String document = text(file, root, "document");
            if (document.indexOf('/') >= 0 || document.startsWith(".")) {
                throw new ConfigurationException(file, "document", "'" + document + "' (expected: a name of a file)");
            }
            return new AppliedDescription(
                    URI.create(text(file, root, "location")),
                    text(file, root, "sha256"),
                    document,
                    text(file, root, "contentType"),
                    services);
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(file, null, e.getOriginalMessage(), e);
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new ConfigurationException(file, null, String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(Path file, JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isTextual()) {
            throw new ConfigurationException(file, key, "missing; apply the description again");
        }
        return value.textValue();
    }
}
