package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.signing.Signed;
import org.spean.fault.Fault;
import org.spean.fault.FaultStyle;
import org.spean.fault.ServiceSoapFault;
import org.spean.fault.SoapFaultRenderer;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageHead;
import org.spean.message.PeerFailure;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.message.SoapHead;
import org.spean.message.SoapRequest;
import org.spean.message.SoapResponse;
import org.spean.message.TransportHead;
import org.spean.multipart.MultipartWriter;

/**
 * Writes message events as HTTP messages to a peer's server, byte for byte as X-Road does, and does the HTTP framing itself:
 * all there is at a flush leaves as one buffer. Below it in the pipeline stand decoders only, no HTTP encoder.
 *
 * <p>A request is {@link TransportHead}, a response {@link TransportAnswer}; then {@link MessageHead}, an
 * {@link AttachmentHead}s with their {@link Content}, {@link OutgoingSeal} or {@link CompactSeal}. A {@link Fault} in place of the message head of a
 * response is a whole response (a service's own is the only part of a multipart), later it is a part in place of the seal. Whoever ends an answer without keep-alive closes
 * the connection; this handler never does.
 *
 * @see TransportDecoder
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write promises is its caller's to hear
public final class TransportEncoder extends ChannelOutboundHandlerAdapter {
    private enum State {
        /** Between messages. */
        IDLE,
        /** An answer is announced, nothing of it written. */
        ANSWERING,
        /** The HTTP head is written. */
        OPEN
    }

    private final Boundaries boundaries;
    private final FaultStyle style;
    private final HttpWriter http = new HttpWriter();
    private @Nullable CompactWriter compact;
    private State state = State.IDLE;
    private @Nullable TransportAnswer answer;
    private @Nullable MultipartWriter multipart;
    /** Of the message being written; {@code null} of REST. */
    private @Nullable SoapHead soap;

    private @Nullable String boundary;
    private @Nullable MultipartWriter attachments;

    /**
     * For one connection.
     *
     * @param style how our own faults are spelt
     */
    public TransportEncoder(Boundaries boundaries, FaultStyle style) {
        this.boundaries = boundaries;
        this.style = style;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(HttpServerCodec.class) != null || ctx.pipeline().get(HttpClientCodec.class) != null) {
            throw new IllegalStateException("pipeline: has an HTTP codec (expected: an HTTP decoder only)");
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        switch (message) {
            case TransportHead head -> request(ctx, head);
            case TransportAnswer announced -> announce(announced);
            case MessageHead head -> message(ctx, head);
            case AttachmentHead head -> attachment(ctx, head);
            case Content content -> {
                http.content(ctx, content.data(), promise);
                return;
            }
            case OutgoingSeal seal -> {
                seal(ctx, seal, promise);
                return;
            }
            case CompactSeal seal -> {
                compactSeal(ctx, seal.signed(), promise);
                return;
            }
            case Fault fault -> {
                fault(ctx, fault, promise);
                return;
            }
            case PeerFailure failure -> {
                fault(ctx, failure.fault(), promise);
                return;
            }
            case MessageEnd end -> {}
            default -> {
                ctx.write(message, promise);
                return;
            }
        }
        http.whenWritten(promise);
    }

    private void request(ChannelHandlerContext ctx, TransportHead head) {
        require(State.IDLE);
        String boundary = boundaries.next();
        MultipartWriter parts = new MultipartWriter(boundary);
        ByteBuf out = http.begin(ctx, true);
        TransportText.requestHead(out, head, boundary, host(ctx.channel().remoteAddress()));
        out = http.headWritten();
        if (head.form() == TransportHead.Form.COMPACT) {
            parts.open(out, CompactForm.OCSP_TYPE);
            compact().ocsp(out, head.ocspResponses());
        } else {
            for (byte[] ocsp : head.ocspResponses()) {
                parts.open(out, TransportText.OCSP);
                out.writeBytes(ocsp);
            }
        }
        this.boundary = boundary;
        multipart = parts;
        state = State.OPEN;
    }

    private static String host(@Nullable SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress address)) {
            return "localhost";
        }
        String name = address.getHostString();
        return (name.indexOf(':') < 0 ? name : '[' + name + ']') + ':' + address.getPort();
    }

    private void announce(TransportAnswer announced) {
        require(State.IDLE);
        answer = announced;
        state = State.ANSWERING;
    }

    private void message(ChannelHandlerContext ctx, MessageHead head) {
        if (state == State.ANSWERING && answer != null) {
            openResponse(ctx, answer);
        }
        require(State.OPEN);
        ByteBuf out = http.payload(ctx, head.octets().length + 256);
        switch (head) {
            case RestRequest request -> multipart().open(out, TransportText.REST_REQUEST);
            case RestResponse response -> multipart().open(out, TransportText.REST_RESPONSE);
            case SoapRequest request -> soap(out, request);
            case SoapResponse response -> soap(out, response);
        }
        out.writeBytes(head.octets());
    }

    private void soap(ByteBuf out, SoapHead head) {
        soap = head;
        multipart().open(out, head.mimeHeaders());
    }

    private void openResponse(ChannelHandlerContext ctx, TransportAnswer announced) {
        boundary = boundaries.next();
        multipart = new MultipartWriter(boundary);
        ByteBuf out = http.begin(ctx, announced.keepAlive());
        TransportText.responseHead(out, announced, boundary);
        http.headWritten();
        state = State.OPEN;
    }

    /** A REST body is a part of its own; the attachments of a SOAP message are a multipart in one part. */
    private void attachment(ChannelHandlerContext ctx, AttachmentHead head) {
        ByteBuf out = http.payload(ctx, 512);
        if (soap == null || boundary == null) {
            multipart().open(out, TransportText.REST_BODY);
            return;
        }
        if (attachments == null) {
            String nested = "xatt" + (boundary.startsWith("xtop") ? boundary.substring(4) : boundary);
            multipart().open(out, TransportText.attachments(nested));
            attachments = MultipartWriter.nested(nested);
        }
        attachments.open(out, head.headers());
    }

    private void endAttachments(ByteBuf out) {
        if (attachments != null) {
            attachments.close(out);
            attachments = null;
        }
    }

    private MultipartWriter multipart() {
        require(State.OPEN);
        if (multipart == null) {
            throw new IllegalStateException("multipart: not begun");
        }
        return multipart;
    }

    private void seal(ChannelHandlerContext ctx, OutgoingSeal seal, ChannelPromise promise) {
        byte[] signature = seal.parts().signature();
        byte[] result = seal.parts().result();
        byte[] chain = seal.parts().chain();
        int length = signature.length + (result == null ? 0 : result.length) + (chain == null ? 0 : chain.length);
        ByteBuf out = http.payload(ctx, length + 512);
        endAttachments(out);
        if (result != null && chain != null) {
            multipart().open(out, TransportText.HASH_CHAIN_RESULT);
            out.writeBytes(result);
            multipart().open(out, TransportText.HASH_CHAIN);
            out.writeBytes(chain);
        }
        multipart().open(out, TransportText.SIGNATURE);
        out.writeBytes(signature);
        end(ctx, out, promise);
    }

    private void compactSeal(ChannelHandlerContext ctx, Signed signed, ChannelPromise promise) {
        ByteBuf out = http.payload(ctx, 1024);
        endAttachments(out);
        multipart().open(out, CompactForm.SEAL_TYPE);
        compact().seal(out, signed);
        end(ctx, out, promise);
    }

    private CompactWriter compact() {
        if (compact == null) {
            compact = new CompactWriter();
        }
        return compact;
    }

    private void fault(ChannelHandlerContext ctx, Fault fault, ChannelPromise promise) {
        byte[] envelope = SoapFaultRenderer.render(fault, style);
        if (state == State.ANSWERING && answer != null && fault instanceof ServiceSoapFault service) {
            openResponse(ctx, answer.withContentType(service.contentType()));
        }
        if (state == State.OPEN) {
            ByteBuf out = http.payload(ctx, envelope.length + 256);
            endAttachments(out);
            multipart().open(out, TransportText.SOAP);
            out.writeBytes(envelope);
            end(ctx, out, promise);
        } else {
            ByteBuf out = http.begin(ctx, false);
            TransportText.faultHead(out, answer, envelope.length);
            out.writeBytes(envelope);
            finish();
            http.end(ctx, promise);
        }
    }

    private void end(ChannelHandlerContext ctx, ByteBuf out, ChannelPromise promise) {
        multipart().close(out);
        finish();
        http.end(ctx, promise);
    }

    private void finish() {
        state = State.IDLE;
        answer = null;
        multipart = null;
        soap = null;
        boundary = null;
        attachments = null;
    }

    private void require(State expected) {
        if (state != expected) {
            throw new IllegalStateException("state: " + state + " (expected: " + expected + ")");
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        http.drain(ctx);
        ctx.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        finish();
        http.close();
    }
}
