package org.spean.fault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a fault code means to the operator of a gateway, and what helps. The status page and the documentation take it from here.
 *
 * @param meaning one sentence
 * @param remedy one or two sentences
 */
public record FaultAdvice(String meaning, String remedy) {

    private static final FaultAdvice UNKNOWN = new FaultAdvice(
            "Another server or a service made this fault; the code is none of ours.",
            "Ask its operator, and name the detail: it finds the fault in that server's log.");

    /**
     * Of a code as it is told, with its origin, in either spelling.
     *
     * @param code as in {@code Server.ServerProxy.AccessDenied}
     */
    public static FaultAdvice of(String code) {
        FaultCode known = named(code);
        return known == null ? UNKNOWN : of(known);
    }

    /** The code of ours that is told, with its origin, in either spelling; {@code null} when it is none. */
    public static @Nullable FaultCode named(String code) {
        String rest = code;
        for (String origin : new String[] {"server.clientproxy.", "server.serverproxy.", "client.", "server."}) {
            if (code.toLowerCase(Locale.ROOT).startsWith(origin)) {
                rest = code.substring(origin.length());
                break;
            }
        }
        return FaultCode.named(rest);
    }

    /** Of a code. */
    public static FaultAdvice of(FaultCode code) {
        return switch (code) {
            case UNKNOWN_MEMBER ->
                new FaultAdvice(
                        "The client is not configured here, or the provider has no security server.",
                        "Compare the identifier with clients of gateway.yaml and with /listClients; new subsystems appear after the next global configuration.");
            case UNKNOWN_SERVICE ->
                new FaultAdvice(
                        "The provider's gateway has no service of this code and version.",
                        "Ask the provider for its listMethods; on its gateway, compare services of gateway.yaml.");
            case INVALID_SERVICE_TYPE ->
                new FaultAdvice(
                        "A SOAP service was called by REST, or the reverse.",
                        "Call it by its own protocol, or correct protocol of the service in gateway.yaml.");
            case INVALID_REQUEST ->
                new FaultAdvice("A request for metadata lacks a parameter.", "Give serviceCode, as the message says.");
            case SERVICE_DISABLED ->
                new FaultAdvice(
                        "The provider has switched the service off.",
                        "The message is the provider's notice. On its gateway: remove disabled of the service.");
            case ACCESS_DENIED ->
                new FaultAdvice(
                        "The client has no right on this service or this endpoint of it.",
                        "The provider adds the client to allow of the service or endpoint, or to a group there.");
            case MAINTENANCE_MODE ->
                new FaultAdvice(
                        "All security servers of the provider are in maintenance.",
                        "Wait until their operator ends it; the message is theirs.");
            case INVALID_CLIENT_IDENTIFIER ->
                new FaultAdvice(
                        "The request does not name its client as it must.",
                        "The information system sends X-Road-Client once: instance/class/member/subsystem.");
            case INVALID_SECURITY_SERVER ->
                new FaultAdvice(
                        "The security server that the request names is unknown or does not serve the provider.",
                        "Correct X-Road-Security-Server or leave it out.");
            case SSL_AUTHENTICATION_FAILED ->
                new FaultAdvice(
                        "The other side of a TLS connection is not who it must be.",
                        "An information system: register its certificate at its client, or lower connection. A security server: its authentication certificate must be registered and have a good OCSP status; spean check tells of ours.");
            case CLIENT_PROXY_VERSION_NOT_SUPPORTED ->
                new FaultAdvice(
                        "The consumer's server is older than the provider takes.",
                        "That server is upgraded, or peers.minimumVersion lowered.");
            case BAD_REQUEST ->
                new FaultAdvice(
                        "The request breaks a rule of HTTP.",
                        "The message names the rule; the information system has to keep it.");
            case INVALID_HTTP_METHOD ->
                new FaultAdvice(
                        "The HTTP method is not the one that is taken here.", "Use the method that the message names.");
            case INVALID_MESSAGE, INVALID_CONTENT_TYPE ->
                new FaultAdvice(
                        "A message is not made as the protocol says.",
                        "From an information system: correct its content type and multipart. From a peer: its operator looks for proxies or limits on the way that cut messages.");
            case MISSING_HEADER,
                    MISSING_BODY,
                    MISSING_HEADER_FIELD,
                    DUPLICATE_HEADER_FIELD,
                    INCONSISTENT_HEADERS,
                    INVALID_SOAP,
                    INVALID_XML,
                    INVALID_BODY,
                    INVALID_PROTOCOL_VERSION ->
                new FaultAdvice(
                        "A SOAP envelope is not as the message protocol says.",
                        "The message names the field; the information system has to write it so.");
            case INCONSISTENT_RESPONSE ->
                new FaultAdvice(
                        "The answer belongs to another request.",
                        "The provider's server mixes answers up: tell its operator the detail.");
            case MISSING_SIGNATURE,
                    MALFORMED_SIGNATURE,
                    INVALID_SIGNATURE_VALUE,
                    INVALID_REFERENCE,
                    MALFORMED_HASH_CHAIN,
                    INVALID_HASH_CHAIN_REF,
                    HASHCHAIN_UNUSED_INPUTS ->
                new FaultAdvice(
                        "The signature of a message does not prove it.",
                        "Something on the way changes messages, or the other server is faulty. Nothing was passed on; tell its operator the detail.");
            case INCORRECT_CERTIFICATE ->
                new FaultAdvice(
                        "The signing certificate is not one of the member that the message names.",
                        "The other member's operator looks which certificate its server signs with.");
            case INVALID_CERT_PATH ->
                new FaultAdvice(
                        "A certificate does not lead to an approved authority, or is out of its validity.",
                        "Renew it; if it is new, wait for a global configuration that approves its authority, and compare the clocks.");
            case CERT_VALIDATION ->
                new FaultAdvice(
                        "It is not proved that a signing certificate is good now.",
                        "Its owner looks at OCSP: the responder must be in reach of that server, and the certificate not revoked; compare the clocks.");
            case INTERNAL_ERROR ->
                new FaultAdvice(
                        "The gateway cannot take the request, or something unforeseen befell it.",
                        "If the message speaks of a limit, raise limits or spool or spread the load. Else the detail finds the cause in the log.");
            case DATABASE_ERROR, IO_ERROR ->
                new FaultAdvice("Another server cannot use its storage.", "Tell its operator the detail.");
            case NETWORK_ERROR ->
                new FaultAdvice(
                        "A server or service cannot be reached, or did not answer in time.",
                        "Consumer: port 5500 of the provider's servers must be open from here. Provider: the service must be up; its timeout and timeouts bound the wait.");
            case CIRCUIT_OPEN ->
                new FaultAdvice(
                        "A server or service could not be reached several times in a row, so that nothing is sent there for some seconds.",
                        "As for NetworkError: make it reachable; then the first exchange after breaker.pause goes through, and all after it.");
            case TOO_MANY_EXCHANGES ->
                new FaultAdvice(
                        "As many exchanges as may be are under way with one service or one security server, which is slow or much asked.",
                        "Look why it is slow. If it can take more at the same time, raise concurrency of the service, limits.exchangesPerService or limits.exchangesPerPeer.");
            case HTTP_ERROR ->
                new FaultAdvice(
                        "A server answered with an HTTP status that is not that of the protocol.",
                        "Look what answers there: a proxy in between, often.");
            case OUTDATED_GLOBAL_CONF ->
                new FaultAdvice(
                        "The global configuration has expired.",
                        "Its source must be in reach: spean globalconf download says what stands in the way.");
            case CANNOT_CREATE_SIGNATURE ->
                new FaultAdvice(
                        "There is no usable signing key of the member.",
                        "spean check names it: no key, an expired or revoked certificate, no OCSP response, or a token out of reach.");
            case LOGGING_FAILED ->
                new FaultAdvice(
                        "The record of a message cannot be made durable, so the message is not passed on.",
                        "Look at the message log below: a full disk, a lost database, too few brokers. The gateway goes on by itself afterwards.");
            case TIMESTAMPER_FAILED ->
                new FaultAdvice(
                        "No time-stamping authority has answered for too long.",
                        "An approved authority must be in reach; timestamping.acceptableFailurePeriod bounds the wait.");
            case SERVICE_FAILED,
                    SERVICE_FAILED_INVALID_CONTENT_TYPE,
                    SERVICE_FAILED_INVALID_MESSAGE,
                    SERVICE_FAILED_INVALID_SOAP,
                    SERVICE_FAILED_INVALID_XML,
                    SERVICE_FAILED_INVALID_BODY,
                    SERVICE_FAILED_INVALID_PROTOCOL_VERSION,
                    SERVICE_FAILED_MISSING_HEADER,
                    SERVICE_FAILED_MISSING_HEADER_FIELD,
                    SERVICE_FAILED_DUPLICATE_HEADER_FIELD,
                    SERVICE_FAILED_INCONSISTENT_HEADERS,
                    SERVICE_FAILED_MISSING_BODY ->
                new FaultAdvice(
                        "The service's answer is not as the message protocol says.",
                        "The message names the rule; the provider corrects its service.");
            case SERVICE_FAILED_HTTP_ERROR ->
                new FaultAdvice(
                        "The service answered with an HTTP error.", "The provider looks into the log of its service.");
            case SERVICE_FAILED_NETWORK_ERROR ->
                new FaultAdvice(
                        "The service cannot be reached, or did not answer in time.",
                        "The provider looks whether it is up and url is right; timeout of the service bounds the wait.");
            case SERVICE_FAILED_SSL_AUTHENTICATION_FAILED ->
                new FaultAdvice(
                        "The service's TLS certificate is not one that is trusted.",
                        "The provider corrects tls.trust of the service, or the service's certificate.");
        };
    }
}
