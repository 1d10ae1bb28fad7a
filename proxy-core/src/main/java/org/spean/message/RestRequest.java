package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/** Head of a REST request (PR-REST, 4.1 to 4.3): what an information system asked for, and who it said it was. */
public final class RestRequest implements RequestHead {
    private static final String VERSION = "/r1/";
    private static final int SERVICE_SEGMENTS = 5;
    private static final String URI_RULE =
            "Invalid request URI: expected /r1/{instance}/{memberClass}/{memberCode}/{subsystemCode}/{serviceCode}";

    private final byte[] octets;
    private final String verb;
    private final String path;
    private final @Nullable String query;
    private final List<Header> headers;
    private final int serviceEnd;
    private final ServiceId service;
    private final ClientId client;
    private final @Nullable SecurityServerId targetServer;
    private final String queryId;
    private final String requestId;

    private RestRequest(
            byte[] octets,
            String verb,
            String target,
            List<Header> headers,
            String queryId,
            String requestId,
            Origin origin) {
        this.octets = octets;
        this.verb = verb;
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? null : target.substring(question + 1);
        this.headers = headers;
        this.queryId = queryId;
        this.requestId = requestId;
        this.serviceEnd = serviceEnd(path, origin);
        this.service = service(path.substring(VERSION.length(), serviceEnd), origin);
        this.client = client(headers, origin);
        this.targetServer = targetServer(headers, origin);
    }

    /**
     * The head of a client's request as it is signed and sent: its headers without those of the hop, then ours.
     *
     * @param rawTarget path and query as the client sent them; they pass on untouched
     * @param requestId a fresh UUID
     * @param queryIdIfAbsent asked when the client sent no {@code X-Road-Id}
     * @throws FaultException of origin {@code ClientProxy}, naming the rule broken
     */
    public static RestRequest compose(
            String verb,
            String rawTarget,
            Iterable<Map.Entry<String, String>> clientHeaders,
            String requestId,
            Supplier<String> queryIdIfAbsent) {
        Origin origin = Origin.CLIENT_PROXY;
        StringBuilder out = new StringBuilder(512).append(verb).append("\r\n");
        out.append(rawTarget).append("\r\n");
        List<Header> headers = new ArrayList<>(16);
        for (Map.Entry<String, String> header : clientHeaders) {
            String name = header.getKey();
            if (RestPart.leftOut(name)
                    || name.equalsIgnoreCase(RestPart.REQUEST_ID)
                    || name.equalsIgnoreCase(RestPart.REQUEST_HASH)
                    || (name.equalsIgnoreCase(RestPart.ID) && header.getValue().isBlank())) {
                continue;
            }
            add(out, headers, name, RestPart.utf8(header.getValue()), origin);
        }
        add(out, headers, RestPart.REQUEST_ID, requestId, origin);
        String queryId = RestPart.last(headers, RestPart.ID);
        if (queryId == null) {
            queryId = queryIdIfAbsent.get();
            add(out, headers, RestPart.ID, queryId, origin);
        }
        check(verb, rawTarget, headers, origin);
        byte[] octets = out.toString().getBytes(ISO_8859_1);
        return new RestRequest(octets, verb, rawTarget, List.copyOf(headers), queryId, requestId, origin);
    }

    private static void add(StringBuilder out, List<Header> headers, String name, String value, Origin origin) {
        if (!RestPart.isToken(name) || !RestPart.isText(value)) {
            throw FaultException.of(
                    FaultCode.BAD_REQUEST, origin, "Invalid header: no control characters in names and values");
        }
        RestPart.append(out, name, value);
        headers.add(new Header(name, value));
    }

    /**
     * The head of a request that a peer sent.
     *
     * @param octets kept, not copied
     * @throws FaultException of origin {@code ServerProxy}, naming the rule broken
     */
    public static RestRequest parse(byte[] octets) {
        Origin origin = Origin.SERVER_PROXY;
        RestPart part = RestPart.parse(octets, origin);
        if (RestPart.count(part.headers, RestPart.REQUEST_HASH) > 0) {
            throw RestPart.invalid(origin, "header '" + RestPart.REQUEST_HASH + "' must not be in a request");
        }
        String requestId = RestPart.last(part.headers, RestPart.REQUEST_ID);
        String queryId = RestPart.last(part.headers, RestPart.ID);
        if (requestId == null || queryId == null) {
            throw RestPart.invalid(
                    origin, "header '" + (requestId == null ? RestPart.REQUEST_ID : RestPart.ID) + "' is missing");
        }
        check(part.first, part.second, part.headers, origin);
        return new RestRequest(octets, part.first, part.second, List.copyOf(part.headers), queryId, requestId, origin);
    }

    private static void check(String verb, String target, List<Header> headers, Origin origin) {
        if (!RestPart.isToken(verb)) {
            throw FaultException.of(FaultCode.INVALID_HTTP_METHOD, origin, "Invalid HTTP method: not a token");
        }
        if (verb.equals("CONNECT")) { // what follows an answer to it is no HTTP
            throw FaultException.of(FaultCode.INVALID_HTTP_METHOD, origin, "Invalid HTTP method: CONNECT");
        }
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7F || target.charAt(i) == '#') {
                throw FaultException.of(
                        FaultCode.INTERNAL_ERROR,
                        origin,
                        "Invalid request URI: other characters than visible ASCII must be percent-encoded");
            }
        }
        for (Header header : headers) {
            if (RestPart.passesForAnother(header.name())) {
                throw FaultException.of(
                        FaultCode.BAD_REQUEST,
                        origin,
                        "Header '" + header.name() + "' must not be in a message: written so, it passes for '"
                                + header.name().replace('_', '-') + "'");
            }
        }
        // Two of one of these leave open which is meant, and who is asking must not be open.
        for (String name : new String[] {RestPart.ID, RestPart.REQUEST_ID, RestPart.SECURITY_SERVER}) {
            if (RestPart.count(headers, name) > 1) {
                throw FaultException.of(
                        FaultCode.BAD_REQUEST, origin, "Header '" + name + "' must not be given more than once");
            }
        }
    }

    private static int serviceEnd(String path, Origin origin) {
        if (!path.startsWith(VERSION)) {
            throw FaultException.of(FaultCode.INTERNAL_ERROR, origin, URI_RULE);
        }
        int end = VERSION.length() - 1;
        for (int segment = 0; segment < SERVICE_SEGMENTS; segment++) {
            int start = end + 1;
            end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            if (end <= start) {
                throw FaultException.of(FaultCode.INTERNAL_ERROR, origin, URI_RULE);
            }
        }
        return end;
    }

    private static ServiceId service(String encoded, Origin origin) {
        try {
            return ServiceId.parse(encoded);
        } catch (IdentifierException e) {
            throw FaultException.of(FaultCode.INTERNAL_ERROR, origin, "Invalid request URI: " + e.getMessage());
        }
    }

    private static ClientId client(List<Header> headers, Origin origin) {
        String value = RestPart.last(headers, RestPart.CLIENT);
        if (value == null || value.isEmpty()) {
            throw FaultException.of(
                    FaultCode.INVALID_CLIENT_IDENTIFIER,
                    origin,
                    "The client identifier is missing: header X-Road-Client is required");
        }
        if (RestPart.count(headers, RestPart.CLIENT) > 1) {
            throw FaultException.of(
                    FaultCode.INVALID_CLIENT_IDENTIFIER,
                    origin,
                    "The client identifier is ambiguous: header X-Road-Client must not be given more than once");
        }
        try {
            return ClientId.parse(RestPart.decoded(value));
        } catch (IdentifierException e) {
            throw FaultException.of(FaultCode.INTERNAL_ERROR, origin, "Invalid Client Id: " + e.getMessage());
        }
    }

    private static @Nullable SecurityServerId targetServer(List<Header> headers, Origin origin) {
        String value = RestPart.last(headers, RestPart.SECURITY_SERVER);
        if (value == null) {
            return null;
        }
        try {
            return SecurityServerId.parse(RestPart.decoded(value));
        } catch (IdentifierException e) {
            throw FaultException.of(
                    FaultCode.INVALID_SECURITY_SERVER, origin, "Invalid X-Road-Security-Server: " + e.getMessage());
        }
    }

    @Override
    public byte[] octets() {
        return octets;
    }

    @Override
    public ServiceProtocol protocol() {
        return ServiceProtocol.REST;
    }

    @Override
    public String verb() {
        return verb;
    }

    @Override
    public String path() {
        return path;
    }

    /** What follows the question mark, as the client sent it; {@code null} when there is none. */
    public @Nullable String query() {
        return query;
    }

    @Override
    public String servicePath() {
        return path.substring(serviceEnd);
    }

    /** All headers of the part, in order. */
    public List<Header> headers() {
        return headers;
    }

    /** The value of the last header of that name, without surrounding blanks; {@code null} when there is none. */
    public @Nullable String header(String name) {
        String value = RestPart.last(headers, name);
        return value == null ? null : RestPart.decoded(value);
    }

    /** The client's {@code Accept} header; empty when it sent none. */
    public String accept() {
        String value = RestPart.last(headers, "accept");
        return value == null ? "" : value;
    }

    /** The client's {@code Content-Type} header; empty when it sent none. */
    public String contentType() {
        String value = RestPart.last(headers, "content-type");
        return value == null ? "" : value;
    }

    @Override
    public @Nullable SecurityServerId targetServer() {
        return targetServer;
    }

    @Override
    public ServiceId service() {
        return service;
    }

    @Override
    public ClientId client() {
        return client;
    }

    @Override
    public boolean bodyIsAttachment() {
        return true;
    }

    @Override
    public String queryId() {
        return queryId;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public String hash(MessageDigests digests) {
        return RequestHash.of(this, digests);
    }

    @Override
    public TransportHead transportHead(DigestAlgorithm algorithm, String proxyVersion, List<byte[]> ocspResponses) {
        return new TransportHead(requestId, algorithm, "REST", contentType(), null, proxyVersion, ocspResponses);
    }

    @Override
    public String toString() {
        return verb + ' ' + service + " of " + client;
    }
}
