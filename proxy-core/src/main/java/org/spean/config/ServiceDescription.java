package org.spean.config;

import java.util.List;

/**
 * The document that describes a service, as others may see it: with the addresses of services taken out.
 *
 * @param kind its language
 * @param contentType as it is served
 * @param document never changed
 * @param endpoints in the order of the document; empty for WSDL
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by convention, compared by nobody
public record ServiceDescription(Kind kind, String contentType, byte[] document, List<DescribedEndpoint> endpoints) {
    /** The language of a document. */
    public enum Kind {
        OPENAPI,
        WSDL
    }

    public ServiceDescription {
        endpoints = List.copyOf(endpoints);
    }
}
