package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.fault.RelayedFault;
import org.spean.fault.SoapFaultReader;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.PeerFailure;
import org.spean.multipart.ContentType;
import org.spean.multipart.MultipartException;
import org.spean.multipart.MultipartParser;
import org.spean.multipart.PartCollector;
import org.spean.net.StrictRequestDecoder;

/**
 * Translates the HTTP messages of a peer's server into message events, requests and responses alike. It checks form, order
 * and size of the parts, and nothing that needs a key or a configuration.
 *
 * <pre>{@code
 * pipeline.addLast(new HttpRequestDecoder(), new TransportDecoder(limits), new TransportEncoder(…), …)
 * }</pre>
 *
 * <p>Whatever is wrong with a message becomes one {@link PeerFailure}; {@link MessageEnd} follows when the rest has been
 * read, unless framing is lost. A connection may carry any number of messages.
 *
 * @see TransportEncoder
 */
public final class TransportDecoder extends ChannelInboundHandlerAdapter {
    private enum Mode {
        /** Between messages. */
        IDLE,
        PARTS,
        /** A whole response that is a fault. */
        FAULT,
        /** An interim response. */
        INTERIM,
        /** The rest of a message that failed. */
        DISCARD,
        /** Nothing on this connection can be understood any more. */
        LOST
    }

    private final PartLimits limits;
    private final CompactReader compact;
    private final PartCollector fault = new PartCollector();
    private Mode mode = Mode.IDLE;
    private Origin origin = Origin.SERVER_PROXY;
    private boolean keepAlive;
    private long discarded;
    private @Nullable MessageAssembler assembler;
    private @Nullable MultipartParser parser;

    /** For one connection, on which nothing is in compact form. */
    public TransportDecoder(PartLimits limits) {
        this(limits, new CompactReader(new SharedDocuments()));
    }

    /**
     * For one connection.
     *
     * @param compact whoever stands above opens it when the peer may use the compact form
     */
    TransportDecoder(PartLimits limits, CompactReader compact) {
        this.limits = limits;
        this.compact = compact;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            if (mode != Mode.LOST) {
                attempt(ctx, () -> read(ctx, object));
                if (object instanceof LastHttpContent) {
                    attempt(ctx, () -> end(ctx));
                    if (mode == Mode.DISCARD) { // its very end was wrong
                        end(ctx);
                    }
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void attempt(ChannelHandlerContext ctx, Runnable step) {
        try {
            step.run();
        } catch (MultipartException e) {
            fail(ctx, own(FaultCode.INVALID_MESSAGE, "Malformed multipart: " + e.getMessage()), true);
        } catch (FramingException e) {
            fail(ctx, e.fault(), true);
        } catch (FaultException e) {
            fail(ctx, e.fault(), false);
        }
    }

    private void read(ChannelHandlerContext ctx, HttpObject object) {
        if (object.decoderResult().cause() instanceof PrematureChannelClosureException) {
            mode = Mode.LOST; // whoever stands above learns that the connection is gone
            return;
        }
        if (object.decoderResult().isFailure()) {
            origin = object instanceof HttpResponse ? Origin.CLIENT_PROXY : origin;
            fail(ctx, own(FaultCode.INVALID_MESSAGE, "Malformed HTTP message"), true);
            return;
        }
        if (object instanceof HttpMessage head) {
            begin(ctx, head);
        }
        if (object instanceof HttpContent content) {
            content(ctx, content.content());
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpMessage head) {
        keepAlive = HttpUtil.isKeepAlive(head);
        discarded = 0;
        origin = head instanceof HttpResponse ? Origin.CLIENT_PROXY : Origin.SERVER_PROXY;
        if (!StrictRequestDecoder.chunkedOrNone(head)) {
            // The coding would be lost and its bytes passed off as the content.
            throw new FramingException(own(FaultCode.INVALID_MESSAGE, "The only transfer coding is chunked"));
        }
        if (head instanceof HttpResponse response) {
            keepAlive &= HttpUtil.isTransferEncodingChunked(head) || HttpUtil.isContentLengthSet(head);
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                mode = Mode.INTERIM;
                return;
            }
            if (response.status().code() != 200) {
                throw FaultException.of(
                        FaultCode.HTTP_ERROR,
                        origin,
                        "The provider's security server answered with HTTP status "
                                + response.status().code());
            }
        } else if (head instanceof HttpRequest request && !request.method().equals(HttpMethod.POST)) {
            throw FaultException.of(
                    FaultCode.INVALID_HTTP_METHOD, origin, "Must use POST request method between servers");
        }
        String value = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        ContentType type = value == null ? null : ContentType.parse(value);
        if (type != null && type.mediaType().equals("text/xml") && origin == Origin.CLIENT_PROXY) {
            mode = Mode.FAULT;
            return;
        }
        if (type == null || !type.mediaType().equals("multipart/mixed")) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE, origin, "A message between servers is multipart/mixed");
        }
        String boundary = type.boundary();
        if (boundary == null) {
            throw FaultException.of(
                    FaultCode.INVALID_CONTENT_TYPE,
                    origin,
                    "Content type multipart/mixed has a boundary of 1 to 70 printable characters");
        }
        parser = new MultipartParser(boundary, limits.headers());
        assembler = new MessageAssembler(limits, compact, head, keepAlive, origin, event -> fire(ctx, event));
        mode = Mode.PARTS;
    }

    private void content(ChannelHandlerContext ctx, ByteBuf data) {
        switch (mode) {
            case PARTS -> {
                if (parser != null && assembler != null) {
                    parser.feed(data, assembler);
                }
            }
            case FAULT -> {
                if (!fault.add(data.retainedSlice(), limits.fault())) {
                    throw FaultException.of(
                            FaultCode.INVALID_MESSAGE, origin, "A fault has at most " + limits.fault() + " bytes");
                }
            }
            case DISCARD -> {
                discarded += data.readableBytes();
                if (discarded > limits.discard()) {
                    fail(
                            ctx,
                            own(
                                    FaultCode.INVALID_MESSAGE,
                                    "More than " + limits.discard() + " bytes follow in a message that was refused"),
                            true);
                }
            }
            case IDLE, INTERIM, LOST -> {}
        }
    }

    private void end(ChannelHandlerContext ctx) {
        switch (mode) {
            case PARTS -> {
                if (parser != null) {
                    parser.finish();
                }
                reset();
                fire(ctx, MessageEnd.INSTANCE);
            }
            case FAULT -> {
                RelayedFault relayed = SoapFaultReader.read(fault.take());
                Fault told = relayed != null
                        ? relayed
                        : own(FaultCode.INVALID_MESSAGE, "A whole response of type text/xml is a SOAP fault");
                reset();
                fire(ctx, new PeerFailure(told, !keepAlive));
                fire(ctx, MessageEnd.INSTANCE);
            }
            case DISCARD -> {
                reset();
                fire(ctx, MessageEnd.INSTANCE);
            }
            case INTERIM -> reset();
            case IDLE, LOST -> {}
        }
    }

    private void fail(ChannelHandlerContext ctx, Fault told, boolean framingLost) {
        reset();
        mode = framingLost ? Mode.LOST : Mode.DISCARD;
        boolean lastAnswer = origin == Origin.CLIENT_PROXY && !keepAlive;
        fire(ctx, new PeerFailure(told, framingLost || lastAnswer));
    }

    private OwnFault own(FaultCode code, String message) {
        return OwnFault.of(code, origin, message);
    }

    private static void fire(ChannelHandlerContext ctx, MessageEvent event) {
        ctx.fireChannelRead(event);
    }

    private void reset() {
        mode = Mode.IDLE;
        fault.clear();
        parser = null;
        if (assembler != null) {
            assembler.close();
            assembler = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        reset();
        mode = Mode.LOST;
    }
}
