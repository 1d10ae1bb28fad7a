package org.spean.peer;

/** The parts of a transport message, told by their content type (PR-MESSTRANSP, 3.1). */
enum PartKind {
    OCSP_RESPONSE,
    REST_REQUEST,
    REST_RESPONSE,
    REST_BODY,
    /** A SOAP envelope: a message, or a fault in place of something else. */
    SOAP,
    /** The SOAP envelope of a message with attachments by MTOM. */
    XOP,
    /** Attachments of a SOAP message, in a multipart of their own. */
    ATTACHMENTS,
    HASH_CHAIN_RESULT,
    HASH_CHAIN,
    SIGNATURE,
    /** All OCSP responses in compact form. */
    COMPACT_OCSP,
    /** Signature and hash chain in compact form. */
    COMPACT_SEAL,
    UNKNOWN;

    static PartKind of(String mediaType) {
        return switch (mediaType) {
            case "application/ocsp-response" -> OCSP_RESPONSE;
            case "application/x-road-rest-request" -> REST_REQUEST;
            case "application/x-road-rest-response" -> REST_RESPONSE;
            case "application/x-road-rest-body" -> REST_BODY;
            case "text/xml" -> SOAP;
            case "application/xop+xml" -> XOP;
            case "multipart/mixed" -> ATTACHMENTS;
            case "application/hash-chain-result" -> HASH_CHAIN_RESULT;
            case "application/hash-chain" -> HASH_CHAIN;
            case "signature/bdoc-1.0/ts" -> SIGNATURE;
            case CompactForm.OCSP -> COMPACT_OCSP;
            case CompactForm.SEAL -> COMPACT_SEAL;
            default -> UNKNOWN;
        };
    }
}
