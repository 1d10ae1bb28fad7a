package org.spean.message;

import io.netty.handler.codec.http.HttpHeaders;

/** What heads of SOAP messages share, whichever way they go. */
public sealed interface SoapHead permits SoapRequest, SoapResponse {
    /** The envelope. */
    SoapMessage message();

    /** MIME headers of the envelope's part: {@code Content-Type}, and what else stood there; not signed. */
    HttpHeaders mimeHeaders();

    /** Content type of the whole message as the information system sent it. */
    String contentType();
}
