package org.spean.peer;

import io.netty.util.AsciiString;

/** HTTP headers of the transport protocol (PR-MESSTRANSP, 3.2 and 3.3). */
final class TransportHeaders {
    static final AsciiString MESSAGE_TYPE = AsciiString.cached("x-road-message-type");
    static final AsciiString HASH_ALGORITHM = AsciiString.cached("x-hash-algorithm");
    static final AsciiString ORIGINAL_CONTENT_TYPE = AsciiString.cached("x-original-content-type");
    static final AsciiString ORIGINAL_SOAP_ACTION = AsciiString.cached("x-original-soapaction");
    static final AsciiString REQUEST_ID = AsciiString.cached("x-road-request-id");
    static final AsciiString PROXY_VERSION = AsciiString.cached("x-proxy-version");
    /** Of our own: see {@link CompactForm}. */
    static final AsciiString EVIDENCE = AsciiString.cached("x-spean-evidence");

    private TransportHeaders() {}
}
