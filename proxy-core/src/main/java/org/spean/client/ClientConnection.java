package org.spean.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.verification.Verified;
import org.spean.exchange.ClientDoor;
import org.spean.exchange.Facilities;
import org.spean.exchange.Matched;
import org.spean.fault.Fault;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSink;
import org.spean.message.MessageSource;
import org.spean.message.ResponseHead;
import org.spean.messagelog.Committed;
import org.spean.net.Remote;
import org.spean.peer.HttpDate;

/** The client's connection as one exchange sees it. */
final class ClientConnection implements ClientDoor, MessageSink, MessageSource {

    private static final int FLUSH_BYTES = 32 * 1024;

    private final ChannelHandlerContext ctx;
    private final ClientPort port;
    private final HttpRequest request;
    private final Facilities facilities;
    private final HttpDate date;
    private AnswerForm form;
    private boolean keepAlive;
    private boolean headSent;
    private boolean continueSent;
    private int unflushed;

    /**
     * @param facilities for the exchange that this request may become
     * @param reusable whether the connection may serve another request after this one
     */
    ClientConnection(
            ChannelHandlerContext ctx,
            ClientPort port,
            HttpRequest request,
            Facilities facilities,
            boolean reusable,
            HttpDate date) {
        this.ctx = ctx;
        this.port = port;
        this.request = request;
        this.keepAlive = reusable && HttpUtil.isKeepAlive(request);
        this.facilities = facilities;
        this.form = new RestAnswer(request, facilities.view().config().faultStyle());
        this.date = date;
    }

    /** What the configuration of the time of the request gives. */
    Facilities facilities() {
        return facilities;
    }

    /** Throws a fault if the gateway has no room for an exchange. */
    void requireRoom() {
        facilities.inFlight().turnAwayBeyond(facilities.view().config().limits().exchanges());
    }

    /** Answers, and faults, look so from now on; until then they are REST's. */
    void form(AnswerForm other) {
        form = other;
    }

    /** The address of whoever asks, for the audit. */
    String from() {
        return Remote.address(ctx.channel().remoteAddress());
    }

    EventLoop loop() {
        return ctx.channel().eventLoop();
    }

    @Override
    public boolean secure() {
        return ctx.pipeline().get(SslHandler.class) != null;
    }

    @Override
    public @Nullable X509Certificate certificate() {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            return null;
        }
        try {
            return (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null; // the client showed none
        }
    }

    @Override
    public MessageSource request() {
        return this;
    }

    // ---- the request's flow

    @Override
    public void pause() {
        port.pause();
    }

    @Override
    public void resume() {
        tellToGoOn();
        port.resume();
    }

    /** The same for the part of a body that says what is asked: it has its time as a whole. */
    void resumeHead() {
        tellToGoOn();
        port.resumeHead();
    }

    private void tellToGoOn() {
        if (!continueSent && HttpUtil.is100ContinueExpected(request)) {
            continueSent = true;
            ctx.writeAndFlush(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER),
                    ctx.voidPromise());
        }
    }

    @Override
    public void cancel() {
        ctx.close();
    }

    // ---- the answer

    @Override
    public MessageSink open(
            ResponseHead response, long length, Verified verified, Matched matched, Committed committed) {
        if (!matched.of(response)) {
            throw new IllegalStateException("matched: receipt of another message");
        }
        HttpResponse head = form.head(response, length);
        if (!head.headers().contains(HttpHeaderNames.DATE)) {
            head.headers().set(HttpHeaderNames.DATE, date.now());
        }
        keepAlive &=
                !HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(head.headers().get(HttpHeaderNames.CONNECTION));
        closing(head);
        headSent = true;
        ctx.write(head, ctx.voidPromise());
        write(form.opening(ctx.alloc()));
        return this;
    }

    private void closing(HttpResponse head) {
        if (!continueSent && HttpUtil.is100ContinueExpected(request)) {
            port.abandonRequest(); // a client that was not told to go on may send its body or not: nobody can tell
        }
        if (lastAnswer()) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    @Override
    public void write(MessageEvent event) {
        switch (event) {
            case Content content -> write(content.data());
            case AttachmentHead head -> write(form.attachment(ctx.alloc(), head));
            case MessageEnd end -> {
                write(form.closing(ctx.alloc()));
                finish(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            default ->
                throw new IllegalStateException("event: " + event.getClass().getSimpleName());
        }
    }

    private void write(@Nullable ByteBuf data) {
        if (data == null) {
            return;
        }
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

    @Override
    public boolean writable() {
        return ctx.channel().isWritable();
    }

    @Override
    public void abort(Fault fault) {
        ctx.close(); // the answer has begun: only a broken connection can tell
    }

    @Override
    public void answer(Fault fault) {
        if (headSent) {
            abort(fault);
            return;
        }
        FullHttpResponse response = form.fault(fault);
        response.headers().set(HttpHeaderNames.DATE, date.now());
        closing(response);
        headSent = true;
        finish(response);
    }

    /** Ends a request that is no exchange with a document of ours. */
    void answer(int status, String contentType, byte[] body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.DATE, date.now())
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        closing(response);
        headSent = true;
        finish(response);
    }

    /**
     * Begins to answer a request that is no exchange with a document of ours, of a length that is not known yet.
     *
     * @param disposition the header {@code Content-Disposition}
     */
    MessageSink document(String contentType, String disposition) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.DATE, date.now())
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONTENT_DISPOSITION, disposition);
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            keepAlive = false; // where its end is
        } else {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        closing(head);
        headSent = true;
        ctx.write(head, ctx.voidPromise());
        return this;
    }

    /** Runs a task when all that was written has been sent, or will not be. */
    void whenSent(Runnable task) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> task.run());
    }

    private boolean lastAnswer() {
        return !keepAlive || port.requestAbandoned();
    }

    private void finish(Object last) {
        if (lastAnswer()) {
            port.answered(true);
            ctx.writeAndFlush(last).addListener(done -> port.written(ctx));
        } else {
            ctx.writeAndFlush(last, ctx.voidPromise());
            port.answered(false);
        }
    }
}
