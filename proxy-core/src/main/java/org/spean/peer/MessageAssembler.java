package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.xades.SignatureParts;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.fault.SoapFaultReader;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEvent;
import org.spean.message.MessageHead;
import org.spean.message.PeerFailure;
import org.spean.message.ReceivedSeal;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.message.SoapMessage;
import org.spean.message.SoapRequest;
import org.spean.message.SoapResponse;
import org.spean.message.TraceContext;
import org.spean.message.TransportHead;
import org.spean.multipart.ContentType;
import org.spean.multipart.PartCollector;
import org.spean.multipart.PartHead;
import org.spean.multipart.PartListener;
import org.spean.multipart.RecentParts;
import org.spean.soap.SoapReader;

/** Makes events of the parts of one transport message, in the one order that PR-MESSTRANSP, 3.1 allows. */
final class MessageAssembler implements PartListener {
    /** The last part that is complete. */
    private enum Stage {
        NOTHING,
        MESSAGE,
        BODY,
        RESULT,
        CHAIN,
        /** Signature or fault: nothing may follow. */
        END
    }

    /** In bytes; what is longer is not compact. */
    private static final int MOST_COMPACT = 1024 * 1024;

    private static final FastThreadLocal<RecentParts> OCSP_RESPONSES = recent(8);
    /** Signatures and results: two a batch. */
    private static final FastThreadLocal<RecentParts> SEALS = recent(16);

    private final PartLimits limits;
    private final CompactReader compact;
    private final HttpHeaders headers;
    private final boolean keepAlive;
    private final Origin origin;
    private final Consumer<MessageEvent> events;
    private final PartCollector part = new PartCollector();
    private List<byte[]> ocspResponses = new ArrayList<>(2);
    private TransportHead.Form form = TransportHead.Form.WHOLE;
    private Stage stage = Stage.NOTHING;
    private PartKind kind = PartKind.UNKNOWN;
    private HttpHeaders envelopeHeaders = EmptyHttpHeaders.INSTANCE;
    private @Nullable AttachmentReader attachments;
    private boolean soap;
    private int limit;
    private byte @Nullable [] result;
    private byte @Nullable [] chain;
    private boolean closed;

    MessageAssembler(
            PartLimits limits,
            CompactReader compact,
            HttpMessage head,
            boolean keepAlive,
            Origin origin,
            Consumer<MessageEvent> events) {
        this.limits = limits;
        this.compact = compact;
        this.headers = head.headers();
        this.keepAlive = keepAlive;
        this.origin = origin;
        this.events = events;
    }

    private static FastThreadLocal<RecentParts> recent(int most) {
        return new FastThreadLocal<>() {
            @Override
            protected RecentParts initialValue() {
                return new RecentParts(most);
            }
        };
    }

    private boolean isRequest() {
        return origin == Origin.SERVER_PROXY;
    }

    @Override
    public void partBegins(PartHead head) {
        kind = PartKind.of(head.mediaType());
        if (kind == PartKind.COMPACT_OCSP || kind == PartKind.COMPACT_SEAL) {
            if (compact.isOpen()) {
                compact.expect();
            } else {
                kind = PartKind.UNKNOWN;
            }
        }
        if (stage == Stage.END) {
            throw new FramingException(
                    OwnFault.of(FaultCode.INVALID_MESSAGE, origin, "Nothing may follow the signature of a message"));
        }
        boolean expected = switch (kind) {
            case OCSP_RESPONSE -> isRequest() && stage == Stage.NOTHING;
            case COMPACT_OCSP -> isRequest() && stage == Stage.NOTHING && ocspResponses.isEmpty();
            case COMPACT_SEAL -> stage == Stage.MESSAGE || stage == Stage.BODY;
            case REST_REQUEST -> isRequest() && stage == Stage.NOTHING;
            case REST_RESPONSE -> !isRequest() && stage == Stage.NOTHING;
            case REST_BODY -> stage == Stage.MESSAGE && !soap;
            case ATTACHMENTS -> stage == Stage.MESSAGE && soap;
            case XOP -> stage == Stage.NOTHING && speaksSoap();
            case HASH_CHAIN_RESULT -> stage == Stage.MESSAGE || stage == Stage.BODY;
            case HASH_CHAIN -> stage == Stage.RESULT;
            case SIGNATURE -> stage == Stage.MESSAGE || stage == Stage.BODY || stage == Stage.CHAIN;
            case SOAP -> true;
            case UNKNOWN ->
                throw FaultException.of(
                        FaultCode.INVALID_CONTENT_TYPE, origin, "A part of the message is of unknown type");
        };
        if (!expected) {
            throw FaultException.of(
                    kind == PartKind.SIGNATURE && stage == Stage.RESULT
                            ? FaultCode.MALFORMED_SIGNATURE
                            : FaultCode.INVALID_MESSAGE,
                    origin,
                    "Part '" + name(kind) + "' must not come "
                            + (stage == Stage.NOTHING ? "first" : "after part '" + name(stage) + "'"));
        }
        limit = limit();
        if (kind == PartKind.OCSP_RESPONSE && ocspResponses.size() == limits.ocspResponses()) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE,
                    origin,
                    "A message has at most " + limits.ocspResponses() + " OCSP responses");
        }
        switch (kind) {
            case REST_BODY -> events.accept(new AttachmentHead(1, head.headers()));
            case ATTACHMENTS -> attachments = new AttachmentReader(head, limits, origin, events);
            case SOAP, XOP -> envelopeHeaders = head.headers();
            default -> {}
        }
    }

    /** A request says what it is; a response may be either. */
    private boolean speaksSoap() {
        return !isRequest() || !headers.contains(TransportHeaders.MESSAGE_TYPE);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private int limit() {
        return switch (kind) {
            case OCSP_RESPONSE -> limits.ocsp();
            case SIGNATURE -> limits.signature();
            case COMPACT_OCSP -> (int) Math.min(MOST_COMPACT, (long) limits.ocspResponses() * limits.ocsp());
            case COMPACT_SEAL -> (int) Math.min(MOST_COMPACT, limits.signature() + 2L * limits.chain());
            case HASH_CHAIN_RESULT, HASH_CHAIN -> limits.chain();
            case SOAP -> stage == Stage.NOTHING && speaksSoap() ? limits.message() : limits.fault();
            default -> limits.message();
        };
    }

    @Override
    public void content(ByteBuf data) {
        if (closed) {
            data.release();
        } else if (kind == PartKind.REST_BODY) {
            events.accept(new Content(data));
        } else if (kind == PartKind.ATTACHMENTS && attachments != null) {
            attachments.feed(data);
        } else if (!part.add(data, limit)) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE, origin, "Part '" + name(kind) + "' is longer than " + limit + " bytes");
        }
    }

    @Override
    public void partEnds() {
        switch (kind) {
            case OCSP_RESPONSE -> ocspResponses.add(OCSP_RESPONSES.get().take(part));
            case COMPACT_OCSP -> {
                form = TransportHead.Form.COMPACT;
                byte[] all = part.take();
                ocspResponses = compact(() -> compact.ocsp(all, limits));
            }
            case COMPACT_SEAL -> {
                byte[] all = part.take();
                SignatureParts parts = compact(() -> compact.seal(all, limits));
                stage = Stage.END;
                events.accept(new ReceivedSeal(parts));
            }
            case REST_REQUEST -> message(RestRequest.parse(part.take()));
            case REST_RESPONSE -> message(RestResponse.parse(part.take()));
            case REST_BODY -> stage = Stage.BODY;
            case HASH_CHAIN_RESULT -> {
                result = SEALS.get().take(part);
                stage = Stage.RESULT;
            }
            case HASH_CHAIN -> {
                chain = part.take();
                stage = Stage.CHAIN;
            }
            case SIGNATURE -> {
                stage = Stage.END;
                events.accept(new ReceivedSeal(new SignatureParts(SEALS.get().take(part), result, chain)));
            }
            case SOAP, XOP -> envelope(part.take());
            case ATTACHMENTS -> {
                if (attachments != null) {
                    attachments.end();
                }
                stage = Stage.BODY;
            }
            case UNKNOWN -> throw new IllegalStateException("part: " + kind);
        }
    }

    private <T> T compact(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MalformedCompactException e) {
            throw new FramingException(
                    OwnFault.of(FaultCode.INVALID_MESSAGE, origin, "Part '" + name(kind) + "' " + e.getMessage()));
        }
    }

    private void message(MessageHead head) {
        events.accept(transportHead());
        stage = Stage.MESSAGE;
        events.accept(head);
    }

    /** A message, or a fault in place of something else. */
    private void envelope(byte[] document) {
        if (stage != Stage.NOTHING || !speaksSoap()) {
            fault(document);
            return;
        }
        SoapReader.checkContentType(ContentType.parse(header(envelopeHeaders, HttpHeaderNames.CONTENT_TYPE)), origin);
        SoapMessage message = SoapReader.read(document, origin);
        if (message == null) {
            fault(document);
            return;
        }
        String contentType = header(headers, TransportHeaders.ORIGINAL_CONTENT_TYPE);
        soap = true;
        message(
                isRequest()
                        ? new SoapRequest(
                                message,
                                header(headers, TransportHeaders.REQUEST_ID),
                                envelopeHeaders,
                                contentType,
                                headers.get(TransportHeaders.ORIGINAL_SOAP_ACTION))
                        : new SoapResponse(message, envelopeHeaders, contentType));
    }

    private static String header(HttpHeaders headers, CharSequence name) {
        return headers.get(name, "");
    }

    private TransportHead transportHead() {
        String name = headers.get(TransportHeaders.HASH_ALGORITHM);
        DigestAlgorithm algorithm = name == null ? null : DigestAlgorithm.ofHeader(name);
        if (algorithm == null) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE, origin, "Header x-hash-algorithm must be SHA-256, SHA-384 or SHA-512");
        }
        String requestId = headers.get(TransportHeaders.REQUEST_ID);
        return new TransportHead(
                requestId == null ? "" : requestId,
                algorithm,
                headers.get(TransportHeaders.MESSAGE_TYPE),
                headers.get(TransportHeaders.ORIGINAL_CONTENT_TYPE),
                headers.get(TransportHeaders.ORIGINAL_SOAP_ACTION),
                headers.get(TransportHeaders.PROXY_VERSION),
                List.copyOf(ocspResponses),
                keepAlive,
                offersCompact() ? TransportHead.Form.WHOLE_OFFERING_COMPACT : form,
                isRequest() ? TraceContext.of(headers) : null);
    }

    private boolean offersCompact() {
        return !isRequest() && CompactForm.VERSION.equals(headers.get(TransportHeaders.EVIDENCE));
    }

    /** In place of the message it may be the service's own fault, in place of the seal only a server's. */
    private void fault(byte[] document) {
        String contentType = headers.get(TransportHeaders.ORIGINAL_CONTENT_TYPE);
        Fault fault = stage == Stage.NOTHING && contentType != null && !isRequest()
                ? SoapFaultReader.readOfService(document, contentType)
                : SoapFaultReader.read(document);
        if (fault == null) {
            throw FaultException.of(
                    FaultCode.INVALID_MESSAGE, origin, "A part of type text/xml is a SOAP message or a SOAP fault");
        }
        stage = Stage.END;
        events.accept(new PeerFailure(fault, false));
    }

    @Override
    public void multipartEnds() {
        if (stage != Stage.END) {
            throw FaultException.of(
                    stage == Stage.NOTHING ? FaultCode.INVALID_MESSAGE : FaultCode.MISSING_SIGNATURE,
                    origin,
                    stage == Stage.NOTHING ? "A message has a message part" : "A message ends with its signature");
        }
    }

    void close() {
        closed = true;
        part.clear();
    }
}
