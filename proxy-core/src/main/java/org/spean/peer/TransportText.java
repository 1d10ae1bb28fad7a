package org.spean.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.spean.message.TraceContext;
import org.spean.message.TransportHead;

/** Heads of transport messages, in the order of lines of X-Road 7.8. */
final class TransportText {
    static final byte[] OCSP = ascii("application/ocsp-response");
    static final byte[] REST_REQUEST = ascii("application/x-road-rest-request");
    static final byte[] REST_RESPONSE = ascii("application/x-road-rest-response");
    static final byte[] REST_BODY = ascii("application/x-road-rest-body");
    static final byte[] SOAP = ascii("text/xml; charset=UTF-8");
    static final byte[] HASH_CHAIN_RESULT = ascii("application/hash-chain-result");
    static final byte[] HASH_CHAIN = ascii("application/hash-chain");
    static final byte[] SIGNATURE = ascii("signature/bdoc-1.0/ts");

    private static final byte[] POST = ascii("POST / HTTP/1.1\r\n");
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] MESSAGE_TYPE = ascii("x-road-message-type: ");
    private static final byte[] HASH_ALGORITHM = ascii("x-hash-algorithm: ");
    private static final byte[] ORIGINAL_CONTENT_TYPE = ascii("x-original-content-type: ");
    private static final byte[] ORIGINAL_SOAP_ACTION = ascii("x-original-soapaction: ");
    private static final byte[] REQUEST_ID = ascii("x-road-request-id: ");
    private static final byte[] PROXY_VERSION = ascii("x-proxy-version: ");
    private static final byte[] TRACE_PARENT = ascii(TraceContext.PARENT + ": ");
    private static final byte[] TRACE_STATE = ascii(TraceContext.STATE + ": ");
    private static final byte[] OFFER = ascii(TransportHeaders.EVIDENCE + ": " + CompactForm.VERSION + "\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CONTENT_TYPE = ascii("Content-Type: multipart/mixed; charset=UTF-8; boundary=");
    private static final byte[] HOST = ascii("Host: ");
    private static final byte[] KEEP_ALIVE = ascii("Connection: Keep-Alive\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] DATE = ascii("Date: ");
    private static final byte[] FAULT =
            ascii("Content-Type: text/xml;charset=utf-8\r\nSOAPAction: \r\nContent-Length: ");
    private static final byte[] END = ascii("\r\n");

    private TransportText() {}

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Content type of the part that holds the attachments of a SOAP message. */
    static byte[] attachments(String boundary) {
        return ascii("multipart/mixed; charset=UTF-8; boundary=" + boundary);
    }

    static void requestHead(ByteBuf out, TransportHead head, String boundary, String host) {
        out.writeBytes(POST);
        line(out, MESSAGE_TYPE, head.messageType());
        line(out, HASH_ALGORITHM, head.algorithm().headerName());
        line(out, ORIGINAL_CONTENT_TYPE, head.originalContentType());
        line(out, REQUEST_ID, head.requestId());
        line(out, PROXY_VERSION, head.proxyVersion());
        line(out, ORIGINAL_SOAP_ACTION, head.soapAction());
        TraceContext trace = head.trace();
        if (trace != null) {
            line(out, TRACE_PARENT, trace.parent());
            line(out, TRACE_STATE, trace.state());
        }
        out.writeBytes(CHUNKED);
        line(out, CONTENT_TYPE, boundary);
        line(out, HOST, host);
        out.writeBytes(head.keepAlive() ? KEEP_ALIVE : CLOSE);
        out.writeBytes(END);
    }

    static void responseHead(ByteBuf out, TransportAnswer answer, String boundary) {
        out.writeBytes(OK);
        line(out, DATE, answer.date());
        line(out, CONTENT_TYPE, boundary);
        line(out, HASH_ALGORITHM, answer.algorithm().headerName());
        line(out, ORIGINAL_CONTENT_TYPE, answer.originalContentType());
        if (answer.offer()) {
            out.writeBytes(OFFER);
        }
        out.writeBytes(answer.keepAlive() ? CHUNKED : CLOSE);
        out.writeBytes(END);
    }

    /** @param answer {@code null} when none was announced: the connection is said to close then */
    static void faultHead(ByteBuf out, @Nullable TransportAnswer answer, int length) {
        out.writeBytes(OK);
        line(out, DATE, answer == null ? null : answer.date());
        out.writeBytes(FAULT);
        out.writeCharSequence(Integer.toString(length), ISO_8859_1);
        out.writeBytes(END);
        if (answer == null || !answer.keepAlive()) {
            out.writeBytes(CLOSE);
        }
        out.writeBytes(END);
    }

    private static void line(ByteBuf out, byte[] name, @Nullable String value) {
        if (value != null) {
            out.writeBytes(name);
            out.writeCharSequence(value, ISO_8859_1);
            out.writeBytes(END);
        }
    }
}
