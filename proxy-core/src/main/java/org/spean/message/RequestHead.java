package org.spean.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.identifier.SecurityServerId;
import org.spean.identifier.ServiceProtocol;

/** Head of a request, in whatever protocol: what steps and faces need to know of it. */
public sealed interface RequestHead extends MessageHead permits RestRequest, SoapRequest {
    /** The consumer server's name for this exchange: a UUID, {@code x-road-request-id}. */
    String requestId();

    /** The protocol it speaks, which must be that of the service. */
    ServiceProtocol protocol();

    /** The HTTP method by which the service is called. */
    String verb();

    /** The path by which the client called, without the query. */
    String path();

    /** What follows the service in the path, as the client sent it: empty, or beginning with '/'. */
    String servicePath();

    /** The server that the client chose for the provider (targeting extension); {@code null} when it left it open. */
    @Nullable
    SecurityServerId targetServer();

    /**
     * What ties a response to this request: Base64 of a SHA-512 digest.
     *
     * @param digests of this request, by any algorithm
     */
    String hash(MessageDigests digests);

    /** What surrounds it on its way to a peer. */
    TransportHead transportHead(DigestAlgorithm algorithm, String proxyVersion, List<byte[]> ocspResponses);
}
