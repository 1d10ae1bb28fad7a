package org.spean.message;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.identifier.ClientId;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;

/**
 * Head of a SOAP request.
 *
 * @param requestId the consumer server's name for this exchange; it travels beside the message
 * @param contentType of the whole message as the client sent it
 * @param soapAction the client's header {@code SOAPAction}, {@code null} when it sent none
 */
public record SoapRequest(
        SoapMessage message,
        String requestId,
        HttpHeaders mimeHeaders,
        String contentType,
        @Nullable String soapAction) implements RequestHead, SoapHead {

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
    public ServiceProtocol protocol() {
        return ServiceProtocol.SOAP;
    }

    @Override
    public String verb() {
        return "POST";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String servicePath() {
        return "";
    }

    @Override
    public @Nullable SecurityServerId targetServer() {
        return message.targetServer();
    }

    /** Of the envelope alone, with attachments too (PR-MESS, 2.2). */
    @Override
    public String hash(MessageDigests digests) {
        byte[] hash = digests.algorithm() == DigestAlgorithm.SHA_512
                ? digests.message()
                : DigestAlgorithm.SHA_512.digest(octets());
        return Base64.getEncoder().encodeToString(hash);
    }

    @Override
    public TransportHead transportHead(DigestAlgorithm algorithm, String proxyVersion, List<byte[]> ocspResponses) {
        return new TransportHead(requestId, algorithm, null, contentType, soapAction, proxyVersion, ocspResponses);
    }

    @Override
    public String toString() {
        return "SOAP " + service() + " of " + client();
    }
}
