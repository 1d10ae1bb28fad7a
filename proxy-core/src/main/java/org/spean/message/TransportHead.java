package org.spean.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;

/**
 * What surrounds a message between servers: HTTP headers and OCSP parts (PR-MESSTRANSP, 3.1).
 *
 * @param requestId the header {@code x-road-request-id}; empty on responses, which carry none
 * @param algorithm of the digests of all parts
 * @param messageType {@code REST}, {@code null} for SOAP and on responses
 * @param originalContentType content type of the information system's message; {@code null} if the header is absent, empty
 *     when there was none
 * @param soapAction the header {@code SOAPAction} of the information system's request, {@code null} when there was none
 * @param proxyVersion of the consumer's server
 * @param ocspResponses in DER, of the sender's authentication certificate chain, leaf first; empty on responses
 * @param keepAlive whether the connection may carry another message after this one and its answer
 * @param form of the evidence
 * @param trace where the sender stands in a trace; unsigned, so a hint; {@code null} when it says nothing
 */
public record TransportHead(
        String requestId,
        DigestAlgorithm algorithm,
        @Nullable String messageType,
        @Nullable String originalContentType,
        @Nullable String soapAction,
        @Nullable String proxyVersion,
        List<byte[]> ocspResponses,
        boolean keepAlive,
        Form form,
        @Nullable TraceContext trace)
        implements MessageEvent {

    /** Form of signature, hash chain and OCSP responses on a connection. */
    public enum Form {
        /** That of PR-MESSTRANSP. */
        WHOLE,
        /** That of PR-MESSTRANSP, and who sent it understands the compact one. */
        WHOLE_OFFERING_COMPACT,
        /** By difference to what was sent before on the connection. */
        COMPACT
    }

    /** In the form that all servers understand. */
    public TransportHead(
            String requestId,
            DigestAlgorithm algorithm,
            @Nullable String messageType,
            @Nullable String originalContentType,
            @Nullable String soapAction,
            @Nullable String proxyVersion,
            List<byte[]> ocspResponses,
            boolean keepAlive) {
        this(
                requestId,
                algorithm,
                messageType,
                originalContentType,
                soapAction,
                proxyVersion,
                ocspResponses,
                keepAlive,
                Form.WHOLE,
                null);
    }

    /** The same with evidence in compact form. */
    public TransportHead compact() {
        return new TransportHead(
                requestId,
                algorithm,
                messageType,
                originalContentType,
                soapAction,
                proxyVersion,
                ocspResponses,
                keepAlive,
                Form.COMPACT,
                trace);
    }

    /** The same with the sender's place in a trace. */
    public TransportHead in(TraceContext place) {
        return new TransportHead(
                requestId,
                algorithm,
                messageType,
                originalContentType,
                soapAction,
                proxyVersion,
                ocspResponses,
                keepAlive,
                form,
                place);
    }

    /** Of a message to be sent on a connection that stays open. */
    public TransportHead(
            String requestId,
            DigestAlgorithm algorithm,
            @Nullable String messageType,
            @Nullable String originalContentType,
            @Nullable String soapAction,
            @Nullable String proxyVersion,
            List<byte[]> ocspResponses) {
        this(requestId, algorithm, messageType, originalContentType, soapAction, proxyVersion, ocspResponses, true);
    }
}
