package org.spean.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/** Head of a REST response (PR-REST, 4.3): what a service answered, and to which request. */
public final class RestResponse implements ResponseHead {
    private static final String OURS = "x-road-";

    private final byte[] octets;
    private final int status;
    private final String reason;
    private final List<Header> headers;
    private final ClientId client;
    private final ServiceId service;
    private final String queryId;
    private final String requestId;
    private final String requestHash;

    private RestResponse(
            byte[] octets,
            int status,
            String reason,
            List<Header> headers,
            ClientId client,
            ServiceId service,
            String queryId,
            String requestId,
            String requestHash) {
        this.octets = octets;
        this.status = status;
        this.reason = reason;
        this.headers = headers;
        this.client = client;
        this.service = service;
        this.queryId = queryId;
        this.requestId = requestId;
        this.requestHash = requestHash;
    }

    /**
     * The head of a service's answer as it is signed and sent: its headers without those of the hop, then the five that
     * say which request it answers.
     *
     * @param reason the phrase beside the status, possibly empty
     * @param requestHash of {@link RequestHash}
     * @throws FaultException of origin {@code ServerProxy} when the service's headers cannot be written
     */
    public static RestResponse compose(
            int status,
            String reason,
            Iterable<Map.Entry<String, String>> serviceHeaders,
            RestRequest request,
            String requestHash) {
        StringBuilder out = new StringBuilder(512).append(status).append("\r\n");
        String phrase = RestPart.utf8(reason);
        if (!RestPart.isText(phrase)) {
            throw unwritable();
        }
        out.append(phrase).append("\r\n");
        List<Header> headers = new ArrayList<>(16);
        for (Map.Entry<String, String> header : serviceHeaders) {
            if (!RestPart.leftOut(header.getKey()) && !ours(header.getKey())) {
                add(out, headers, header.getKey(), RestPart.utf8(header.getValue()));
            }
        }
        add(out, headers, RestPart.ID, request.queryId());
        add(out, headers, RestPart.CLIENT, request.client().encoded());
        add(out, headers, RestPart.SERVICE, request.service().encoded());
        add(out, headers, RestPart.REQUEST_ID, request.requestId());
        add(out, headers, RestPart.REQUEST_HASH, requestHash);
        return new RestResponse(
                out.toString().getBytes(ISO_8859_1),
                status,
                phrase,
                List.copyOf(headers),
                request.client(),
                request.service(),
                request.queryId(),
                request.requestId(),
                requestHash);
    }

    /** Whether a header is one of those that say which request is answered. */
    private static boolean ours(String name) {
        return name.regionMatches(true, 0, OURS, 0, OURS.length())
                && (name.equalsIgnoreCase(RestPart.ID)
                        || name.equalsIgnoreCase(RestPart.CLIENT)
                        || name.equalsIgnoreCase(RestPart.SERVICE)
                        || name.equalsIgnoreCase(RestPart.REQUEST_ID)
                        || name.equalsIgnoreCase(RestPart.REQUEST_HASH));
    }

    private static void add(StringBuilder out, List<Header> headers, String name, String value) {
        if (!RestPart.isToken(name) || !RestPart.isText(value)) {
            throw unwritable();
        }
        RestPart.append(out, name, value);
        headers.add(new Header(name, value));
    }

    private static FaultException unwritable() {
        return FaultException.of(
                FaultCode.SERVICE_FAILED,
                Origin.SERVER_PROXY,
                "The service's answer has control characters in its headers");
    }

    /**
     * The head of a response that a peer sent.
     *
     * @param octets kept, not copied
     * @throws FaultException of origin {@code ClientProxy}, naming the rule broken
     */
    public static RestResponse parse(byte[] octets) {
        Origin origin = Origin.CLIENT_PROXY;
        RestPart part = RestPart.parse(octets, origin);
        int status = status(part.first, origin);
        try {
            return new RestResponse(
                    octets,
                    status,
                    part.second,
                    List.copyOf(part.headers),
                    ClientId.parse(RestPart.decoded(required(part, RestPart.CLIENT))),
                    ServiceId.parse(RestPart.decoded(required(part, RestPart.SERVICE))),
                    required(part, RestPart.ID),
                    required(part, RestPart.REQUEST_ID),
                    required(part, RestPart.REQUEST_HASH));
        } catch (IdentifierException e) {
            throw inconsistent(e.getMessage() == null ? "invalid identifier" : e.getMessage());
        }
    }

    private static int status(String line, Origin origin) {
        boolean digits = line.length() == 3;
        for (int i = 0; i < line.length(); i++) {
            digits &= line.charAt(i) >= '0' && line.charAt(i) <= '9';
        }
        int status = digits ? Integer.parseInt(line) : 0;
        if (status < 200 || status > 599) {
            throw RestPart.invalid(origin, "a response begins with a status from 200 to 599");
        }
        return status;
    }

    private static String required(RestPart part, String name) {
        String value = RestPart.last(part.headers, name);
        if (value == null) {
            throw inconsistent("header '" + name + "' is missing");
        }
        return value;
    }

    /** By the five headers that say so (PR-REST, 4.3); the fault is {@code InconsistentResponse}. */
    @Override
    public void mustMatch(RequestHead request, MessageDigests digests) {
        if (request.protocol() != ServiceProtocol.REST) {
            throw inconsistent("it is of another protocol");
        }
        mustMatch(request, request.hash(digests));
    }

    void mustMatch(RequestHead request, String hash) {
        match(RestPart.CLIENT, client.equals(request.client()));
        match(RestPart.SERVICE, service.equals(request.service()));
        match(RestPart.ID, queryId.equals(request.queryId()));
        match(RestPart.REQUEST_ID, requestId.equals(request.requestId()));
        match(RestPart.REQUEST_HASH, requestHash.equals(hash));
    }

    private static void match(String header, boolean equal) {
        if (!equal) {
            throw inconsistent("header '" + header + "' is not that of the request");
        }
    }

    private static FaultException inconsistent(String rule) {
        return FaultException.of(
                FaultCode.INCONSISTENT_RESPONSE,
                Origin.CLIENT_PROXY,
                "Response does not belong to the request: " + rule);
    }

    @Override
    public byte[] octets() {
        return octets;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public @Nullable String originalContentType() {
        return null;
    }

    /** The phrase beside the status, possibly empty. */
    public String reason() {
        return reason;
    }

    /** All headers of the part, in order. */
    public List<Header> headers() {
        return headers;
    }

    /** The service's {@code Content-Type}; empty when it sent none. */
    public String contentType() {
        String value = RestPart.last(headers, "content-type");
        return value == null ? "" : value;
    }

    /** Base64 of the digest that ties this to its request. */
    public String requestHash() {
        return requestHash;
    }

    @Override
    public ClientId client() {
        return client;
    }

    @Override
    public ServiceId service() {
        return service;
    }

    @Override
    public boolean bodyIsAttachment() {
        return true;
    }

    @Override
    public String queryId() {
        return queryId;
    }

    /** The header {@code x-road-request-id}: the consumer server's name for this exchange. */
    public String requestId() {
        return requestId;
    }

    @Override
    public String toString() {
        return status + " of " + service + " to " + client;
    }
}
