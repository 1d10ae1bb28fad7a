package org.spean.verify;

import org.jspecify.annotations.Nullable;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.ServiceId;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.message.SoapMessage;
import org.spean.soap.SoapReader;

/**
 * What a message says of itself.
 *
 * @param protocol {@code REST} or {@code SOAP}
 * @param queryId the value of {@code x-road-id}, or the SOAP id
 * @param requestId the value of {@code x-road-request-id}; SOAP messages hold none
 * @param detail request line or status of REST; the element of the body of SOAP
 */
public record MessageFacts(
        String protocol,
        boolean response,
        String queryId,
        @Nullable String requestId,
        ClientId client,
        ServiceId service,
        String detail) {

    /** What a message part says; {@code null} if it is no message, or not enough of one. */
    static @Nullable MessageFacts of(byte[] octets) {
        try {
            return isRest(octets) ? rest(octets) : soap(octets);
        } catch (FaultException e) {
            return null;
        }
    }

    /** REST parts begin with a verb or a status, envelopes with markup, perhaps in UTF-16 or behind a byte order mark. */
    private static boolean isRest(byte[] octets) {
        return octets.length > 1 && octets[0] > ' ' && octets[0] != '<' && octets[1] != 0;
    }

    private static MessageFacts rest(byte[] octets) {
        if (octets[0] >= '0' && octets[0] <= '9') {
            RestResponse response = RestResponse.parse(octets);
            return new MessageFacts(
                    "REST",
                    true,
                    response.queryId(),
                    response.requestId(),
                    response.client(),
                    response.service(),
                    response.status() + " " + response.reason());
        }
        RestRequest request = RestRequest.parse(octets);
        return new MessageFacts(
                "REST",
                false,
                request.queryId(),
                request.requestId(),
                request.client(),
                request.service(),
                request.verb() + " " + request.path());
    }

    private static @Nullable MessageFacts soap(byte[] octets) {
        SoapMessage message = SoapReader.read(octets, Origin.SERVER_PROXY);
        return message == null
                ? null
                : new MessageFacts(
                        "SOAP",
                        message.requestHash() != null,
                        message.id(),
                        null,
                        message.client(),
                        message.service(),
                        message.bodyElement());
    }

    /** The member whose signature it must carry. */
    public MemberId sender() {
        return response ? service.provider().member() : client.member();
    }

    MessageFacts asResponse() {
        return new MessageFacts(protocol, true, queryId, requestId, client, service, detail);
    }

    /** As in {@code REST request}. */
    public String kind() {
        return protocol + (response ? " response" : " request");
    }
}
