package org.spean.fault;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in X-Road's words: each code has two literal spellings, neither derived from the other. A dot is a
 * code within a code ({@code ServiceFailed.InvalidContentType}).
 */
public enum FaultCode {
    // What a request asks for
    UNKNOWN_MEMBER("UnknownMember", "unknown_member"),
    UNKNOWN_SERVICE("UnknownService", "unknown_service"),
    INVALID_SERVICE_TYPE("ServiceType", "service_type"),
    INVALID_REQUEST("InvalidRequest", "invalid_request"),
    SERVICE_DISABLED("ServiceDisabled", "service_disabled"),
    ACCESS_DENIED("AccessDenied", "access_denied"),
    MAINTENANCE_MODE("MaintenanceMode", "maintenance_mode"),
    INVALID_CLIENT_IDENTIFIER("InvalidClientIdentifier", "invalid_client_identifier"),
    INVALID_SECURITY_SERVER("InvalidSecurityServer", "invalid_security_server"),
    SSL_AUTHENTICATION_FAILED("SslAuthenticationFailed", "ssl_authentication_failed"),
    CLIENT_PROXY_VERSION_NOT_SUPPORTED("ClientProxyVersionNotSupported", "client_proxy_version_not_supported"),
    BAD_REQUEST("BadRequest", "bad_request"),

    // How a message is made
    INVALID_MESSAGE("InvalidMessage", "invalid_message"),
    INVALID_CONTENT_TYPE("InvalidContentType", "invalid_content_type"),
    INVALID_HTTP_METHOD("InvalidHttpMethod", "invalid_http_method"),
    MISSING_SIGNATURE("MissingSignature", "missing_signature"),
    MISSING_HEADER_FIELD("MissingHeaderField", "missing_header_field"),
    INCONSISTENT_HEADERS("InconsistentHeaders", "inconsistent_headers"),
    INCONSISTENT_RESPONSE("InconsistentResponse", "inconsistent_response"),
    INVALID_SOAP("InvalidSoap", "invalid_soap"),
    INVALID_XML("InvalidXml", "invalid_xml"),
    INVALID_BODY("InvalidBody", "invalid_body"),
    INVALID_PROTOCOL_VERSION("InvalidProtocolVersion", "invalid_protocol_version"),
    MISSING_HEADER("MissingHeader", "missing_header"),
    MISSING_BODY("MissingBody", "missing_body"),
    DUPLICATE_HEADER_FIELD("DuplicateHeaderField", "duplicate_header_field"),

    // What proves it
    INVALID_SIGNATURE_VALUE("InvalidSignatureValue", "invalid_signature_value"),
    MALFORMED_SIGNATURE("MalformedSignature", "malformed_signature"),
    INCORRECT_CERTIFICATE("IncorrectCertificate", "incorrect_certificate"),
    INVALID_CERT_PATH("InvalidCertPath", "invalid_cert_path"),
    CERT_VALIDATION("CertValidation", "cert_validation"),
    INVALID_REFERENCE("InvalidReference", "invalid_reference"),
    MALFORMED_HASH_CHAIN("MalformedHashChain", "malformed_hash_chain"),
    INVALID_HASH_CHAIN_REF("InvalidHashChainRef", "invalid_hash_chain_ref"),
    HASHCHAIN_UNUSED_INPUTS("HashChainUnusedInputs", "hashchain_unused_inputs"),

    // What befell a server
    INTERNAL_ERROR("InternalError", "internal_error"),
    TOO_MANY_EXCHANGES("InternalError.TooManyExchanges", "internal_error.too_many_exchanges"),
    DATABASE_ERROR("DatabaseError", "database_error"),
    NETWORK_ERROR("NetworkError", "network_error"),
    CIRCUIT_OPEN("NetworkError.CircuitOpen", "network_error.circuit_open"),
    IO_ERROR("IOError", "io_error"),
    HTTP_ERROR("HttpError", "http_error"),
    OUTDATED_GLOBAL_CONF("OutdatedGlobalConf", "outdated_global_conf"),
    CANNOT_CREATE_SIGNATURE("CannotCreateSignature", "cannot_create_signature"),
    LOGGING_FAILED("LoggingFailed", "logging_failed"),
    TIMESTAMPER_FAILED("LoggingFailed.TimestamperFailed", "logging_failed.timestamper_failed"),

    // What befell a service
    SERVICE_FAILED("ServiceFailed", "service_failed"),
    SERVICE_FAILED_INVALID_CONTENT_TYPE("ServiceFailed.InvalidContentType", "service_failed.invalid_content_type"),
    SERVICE_FAILED_INVALID_MESSAGE("ServiceFailed.InvalidMessage", "service_failed.invalid_message"),
    SERVICE_FAILED_INVALID_SOAP("ServiceFailed.InvalidSoap", "service_failed.invalid_soap"),
    SERVICE_FAILED_INVALID_XML("ServiceFailed.InvalidXml", "service_failed.invalid_xml"),
    SERVICE_FAILED_INVALID_BODY("ServiceFailed.InvalidBody", "service_failed.invalid_body"),
    SERVICE_FAILED_INVALID_PROTOCOL_VERSION(
            "ServiceFailed.InvalidProtocolVersion", "service_failed.invalid_protocol_version"),
    SERVICE_FAILED_MISSING_HEADER("ServiceFailed.MissingHeader", "service_failed.missing_header"),
    SERVICE_FAILED_MISSING_HEADER_FIELD("ServiceFailed.MissingHeaderField", "service_failed.missing_header_field"),
    SERVICE_FAILED_DUPLICATE_HEADER_FIELD(
            "ServiceFailed.DuplicateHeaderField", "service_failed.duplicate_header_field"),
    SERVICE_FAILED_INCONSISTENT_HEADERS("ServiceFailed.InconsistentHeaders", "service_failed.inconsistent_headers"),
    SERVICE_FAILED_MISSING_BODY("ServiceFailed.MissingBody", "service_failed.missing_body"),
    SERVICE_FAILED_HTTP_ERROR("ServiceFailed.HttpError", "service_failed.http_error"),
    SERVICE_FAILED_NETWORK_ERROR("ServiceFailed.NetworkError", "service_failed.network_error"),
    SERVICE_FAILED_SSL_AUTHENTICATION_FAILED(
            "ServiceFailed.SslAuthenticationFailed", "service_failed.ssl_authentication_failed");

    private static final Map<String, FaultCode> BY_SPELLING = new HashMap<>();

    private static final Map<FaultCode, FaultCode> OF_SERVICE = new EnumMap<>(FaultCode.class);

    private static final Set<FaultCode> OF_SERVER = EnumSet.of(
            INTERNAL_ERROR,
            DATABASE_ERROR,
            IO_ERROR,
            OUTDATED_GLOBAL_CONF,
            CANNOT_CREATE_SIGNATURE,
            LOGGING_FAILED,
            TIMESTAMPER_FAILED);

    static {
        Map<String, FaultCode> byName = new HashMap<>();
        for (FaultCode code : values()) {
            byName.put(code.name(), code);
        }
        for (FaultCode code : values()) {
            OF_SERVICE.put(code, byName.getOrDefault("SERVICE_FAILED_" + code.name(), SERVICE_FAILED));
        }
        for (FaultCode code : values()) {
            BY_SPELLING.put(code.oldSpelling, code);
            BY_SPELLING.put(code.newSpelling, code);
        }
    }

    private final String oldSpelling;
    private final String newSpelling;

    FaultCode(String oldSpelling, String newSpelling) {
        this.oldSpelling = oldSpelling;
        this.newSpelling = newSpelling;
    }

    /** The code without its origin. */
    public String spelling(FaultStyle style) {
        return style == FaultStyle.OLD ? oldSpelling : newSpelling;
    }

    /** This code when it is the service that failed so; {@link #SERVICE_FAILED} when there is none of its own. */
    public FaultCode ofService() {
        return OF_SERVICE.getOrDefault(this, SERVICE_FAILED);
    }

    /** Whether a security server that tells it is itself in trouble, rather than a message or a service. */
    public boolean tellsOfServer() {
        return OF_SERVER.contains(this);
    }

    /** The code of a spelling in either style, without its origin; {@code null} when it is none of ours. */
    public static @Nullable FaultCode named(String spelling) {
        return BY_SPELLING.get(spelling);
    }
}
