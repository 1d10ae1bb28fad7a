package org.spean.message;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;

/**
 * Head of a SOAP response.
 *
 * @param contentType of the whole answer as the service sent it
 */
public record SoapResponse(SoapMessage message, HttpHeaders mimeHeaders, String contentType)
        implements ResponseHead, SoapHead {

    @Override
    public byte[] octets() {
        return message.octets();
    }

    @Override
    public ClientId client() {
        return message.client();
    }

    @Override
    public ServiceId service() {
        return message.service();
    }

    @Override
    public boolean bodyIsAttachment() {
        return false;
    }

    @Override
    public String queryId() {
        return message.id();
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public String originalContentType() {
        return contentType;
    }

    /** By header fields and request hash; the fault is {@code InconsistentResponse}. */
    @Override
    public void mustMatch(RequestHead request, MessageDigests digests) {
        if (!(request instanceof SoapRequest asked)) {
            throw inconsistent("it is of another protocol");
        }
        String differing = differing(asked.message(), message);
        if (differing != null) {
            throw inconsistent("field '" + differing + "' is not that of the request");
        }
        SoapMessage.RequestHashField hash = message.requestHash();
        if (hash == null) {
            throw inconsistent("field 'requestHash' is missing");
        }
        DigestAlgorithm algorithm = DigestAlgorithm.ofUri(hash.algorithm());
        if (algorithm == null) {
            throw inconsistent("field 'requestHash' has no algorithm that is known");
        }
        byte[] expected = algorithm == digests.algorithm() ? digests.message() : algorithm.digest(asked.octets());
        if (!Arrays.equals(expected, decoded(hash.value()))) {
            throw inconsistent("field 'requestHash' is not that of the request");
        }
    }

    /**
     * The name of the first header field in which a response differs from its request; {@code null} if there is none
     * (PR-MESS, 2.2: a service copies them all).
     */
    public static @Nullable String differing(SoapMessage request, SoapMessage response) {
        if (!request.client().equals(response.client())) {
            return "client";
        } else if (!request.service().equals(response.service())) {
            return "service";
        } else if (!Objects.equals(request.userId(), response.userId())) {
            return "userId";
        } else if (!Objects.equals(request.representedParty(), response.representedParty())) {
            return "representedParty";
        } else if (!Objects.equals(request.issue(), response.issue())) {
            return "issue";
        }
        return request.id().equals(response.id()) ? null : "id";
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null; // equals no digest
        }
    }

    private static FaultException inconsistent(String rule) {
        return FaultException.of(
                FaultCode.INCONSISTENT_RESPONSE,
                Origin.CLIENT_PROXY,
                "Response does not belong to the request: " + rule);
    }

    @Override
    public String toString() {
        return "SOAP of " + service() + " to " + client();
    }
}
