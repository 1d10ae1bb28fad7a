package org.spean.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.spean.exchange.FarListener;
import org.spean.exchange.ServiceCall;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSource;
import org.spean.message.TraceContext;
import org.spean.net.ChannelTimeouts.Phase;
import org.spean.net.StrictRequestDecoder;

/** One call to a service over HTTP, whatever the protocol: its connection, its flow and its end. */
abstract class HttpCall implements ServiceCall, MessageSource {

    private static final int FLUSH_BYTES = 32 * 1024;

    private final FarListener listener;
    private @Nullable ServiceChannel channel;
    private int unflushed;
    private boolean answerBegun;
    private boolean keepAlive;
    private boolean informational;
    private boolean released;
    private @Nullable TraceContext trace;
    private boolean traceAsChild;

    HttpCall(FarListener listener) {
        this.listener = listener;
    }

    // ---- what protocols differ in

    /** Head of the HTTP request. */
    abstract HttpRequest head();

    /** Content before the first attachment. */
    void opening(ChannelHandlerContext ctx) {}

    /** Content in front of an attachment's. */
    void attachment(ChannelHandlerContext ctx, AttachmentHead attachment) {}

    /** Content behind all attachments. */
    void closing(ChannelHandlerContext ctx) {}

    /** The answer begins; what is wrong with it is thrown. */
    abstract void answerBegins(HttpResponse response);

    /** Whether an answer of that status has no body. */
    abstract boolean bodiless(int status);

    /** Next bytes of the answer; takes them over. */
    abstract void answerContent(ByteBuf data);

    /** The answer is over. */
    abstract void answerEnds();

    /** Code of the fault when the connection does not hold. */
    abstract FaultCode connectionFault();

    /** What the service is told of the trace. */
    final void in(TraceContext place, boolean asChild) {
        trace = place;
        traceAsChild = asChild;
    }

    // ---- the request

    /** The connection stands: the head goes out. */
    final void connected(ServiceChannel lent, boolean announce) {
        if (released) {
            lent.giveBack(true);
            return;
        }
        channel = lent;
        lent.lend(this);
        HttpRequest head = head();
        if (trace != null) {
            ServiceTrace.tell(trace, head, traceAsChild);
        }
        lent.ctx().write(head, lent.ctx().voidPromise());
        opening(lent.ctx());
        if (announce) {
            listener.writable();
        }
    }

    @Override
    public final boolean writable() {
        return channel != null && channel.channel().isWritable();
    }

    @Override
    public final void write(MessageEvent event) {
        ChannelHandlerContext ctx = open().ctx();
        switch (event) {
            case AttachmentHead head -> attachment(ctx, head);
            case Content content -> write(ctx, content.data());
            case MessageEnd end -> {
                closing(ctx);
                ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, ctx.voidPromise());
                if (!answerBegun) {
                    open().timeouts().enter(Phase.FIRST_BYTE);
                }
            }
            default ->
                throw new IllegalStateException("event: " + event.getClass().getSimpleName());
        }
    }

    /** Writes content; takes it over. */
    final void write(ChannelHandlerContext ctx, ByteBuf data) {
        if (!data.isReadable()) {
            data.release();
            return;
        }
        unflushed += data.readableBytes();
        ctx.write(new DefaultHttpContent(data), ctx.voidPromise());
        if (unflushed >= FLUSH_BYTES || !ctx.channel().isWritable()) { // many small parts fill a channel, too
            unflushed = 0;
            ctx.flush();
        }
    }

    private ServiceChannel open() {
        if (channel == null) {
            throw new IllegalStateException("call: not connected");
        }
        return channel;
    }

    final void channelWritable() {
        listener.writable();
    }

    @Override
    public final void abort(Fault fault) {
        release(false);
    }

    // ---- the answer

    final void answer(HttpObject message) {
        if (message.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            lost(
                    "The service's answer is not valid HTTP/1.1",
                    message.decoderResult().cause());
            return;
        }
        try {
            if (message instanceof HttpResponse response) {
                int status = response.status().code();
                if (status < 100 || status > 599 || status == 101) { // behind 101 it is no HTTP any more
                    ReferenceCountUtil.release(message);
                    lost("The service's answer has the status " + status, null);
                    return;
                }
                if (status < 200) {
                    informational = true;
                } else {
                    begin(response);
                }
            }
            if (message instanceof HttpContent content) {
                if (informational) {
                    informational = !(content instanceof LastHttpContent);
                    content.release();
                } else {
                    content(content);
                }
            }
        } catch (FaultException e) {
            broken(e.fault());
        }
    }

    private void begin(HttpResponse response) {
        answerBegun = true;
        if (!StrictRequestDecoder.chunkedOrNone(response)) {
            // The coding would be lost and its bytes passed off as the content.
            lost("The service's answer has a transfer coding other than chunked", null);
            return;
        }
        open().timeouts().enter(Phase.BETWEEN_BYTES);
        boolean endsItself = bodiless(response.status().code())
                || HttpUtil.isContentLengthSet(response)
                || HttpUtil.isTransferEncodingChunked(response);
        keepAlive = endsItself && HttpUtil.isKeepAlive(response);
        answerBegins(response);
    }

    private void content(HttpContent content) {
        ByteBuf data = content.content();
        boolean last = content instanceof LastHttpContent;
        if (data.isReadable() && !released) {
            answerContent(data);
        } else {
            content.release();
        }
        if (last && !released) {
            answerEnds();
            open().timeouts().enter(Phase.SENDING);
            told(MessageEnd.INSTANCE);
        }
    }

    /** Tells the exchange; an exchange that is over hears nothing. */
    final void told(MessageEvent event) {
        if (!released) {
            listener.received(event);
        } else if (event instanceof Content content) {
            content.release();
        }
    }

    final void lost(String message, @Nullable Throwable cause) {
        broken(OwnFault.of(connectionFault(), Origin.SERVER_PROXY, message, cause));
    }

    final void broken(Fault fault) {
        if (!released) {
            listener.broken(fault);
        }
    }

    // ---- flow and end

    @Override
    public final MessageSource response() {
        return this;
    }

    @Override
    public final void pause() {
        if (channel != null) {
            channel.timeouts().enter(Phase.SENDING);
            channel.intake().pause();
        }
    }

    @Override
    public final void resume() {
        if (channel != null) {
            channel.timeouts().enter(Phase.BETWEEN_BYTES);
            channel.intake().resume();
        }
    }

    @Override
    public final void cancel() {
        release(false);
    }

    @Override
    public void release(boolean clean) {
        if (released) {
            return;
        }
        released = true;
        if (channel != null) {
            channel.giveBack(clean && keepAlive);
        }
    }
}
