package org.spean.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.spean.config.ServiceConfig;
import org.spean.exchange.FarListener;
import org.spean.exchange.ServiceCall;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.Header;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.MessageSource;
import org.spean.message.RestRequest;
import org.spean.message.RestResponse;
import org.spean.net.ChannelTimeouts.Phase;

/**
 * One REST call: the request part becomes an HTTP request, the service's answer a response part (PR-REST 4.3). Path and
 * query go on as the client sent them.
 */
final class RestCall implements ServiceCall, MessageSource {

    private static final int FLUSH_BYTES = 32 * 1024;

    private final RestRequest request;
    private final String requestHash;
    private final HttpRequest head;
    private final FarListener listener;
    private @Nullable ServiceChannel channel;
    private int unflushed;
    private boolean answerBegun;
    private boolean keepAlive;
    private boolean informational;
    private boolean released;

    RestCall(ServiceConfig service, RestRequest request, String requestHash, long length, FarListener listener) {
        this.request = request;
        this.requestHash = requestHash;
        this.head = head(service, request, length);
        this.listener = listener;
    }

    /** The connection stands: the head goes out. */
    void connected(ServiceChannel lent, boolean announce) {
        if (released) {
            lent.giveBack(true);
            return;
        }
        channel = lent;
        lent.lend(this);
        lent.ctx().write(head, lent.ctx().voidPromise());
        if (announce) {
            listener.writable();
        }
    }

    private static HttpRequest head(ServiceConfig service, RestRequest request, long length) {
        URI url = service.url();
        String base = url.getRawPath() == null ? "" : url.getRawPath();
        String path = base + request.servicePath();
        String target = (path.isEmpty() ? "/" : path) + (request.query() == null ? "" : "?" + request.query());
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.verb()), target);
        for (Header header : request.headers()) {
            head.headers().add(header.name(), header.value());
        }
        head.headers().set(HttpHeaderNames.HOST, url.getRawAuthority());
        if (length >= 0) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        } else if (expectsBody(request.verb())) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        }
        return head;
    }

    private static boolean expectsBody(String verb) {
        return verb.equals("POST") || verb.equals("PUT") || verb.equals("PATCH");
    }

    // ---- the request's body

    @Override
    public boolean writable() {
        return channel != null && channel.channel().isWritable();
    }

    @Override
    public void write(MessageEvent event) {
        ChannelHandlerContext ctx = open().ctx();
        switch (event) {
            case AttachmentHead head -> {} // a REST body has no head of its own
            case Content content -> {
                unflushed += content.data().readableBytes();
                ctx.write(new DefaultHttpContent(content.data()), ctx.voidPromise());
                if (unflushed >= FLUSH_BYTES) {
                    unflushed = 0;
                    ctx.flush();
                }
            }
            case MessageEnd end -> {
                ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, ctx.voidPromise());
                if (!answerBegun) {
                    open().timeouts().enter(Phase.FIRST_BYTE);
                }
            }
            default ->
                throw new IllegalStateException("event: " + event.getClass().getSimpleName());
        }
    }

    private ServiceChannel open() {
        if (channel == null) {
            throw new IllegalStateException("call: not connected");
        }
        return channel;
    }

    void channelWritable() {
        listener.writable();
    }

    @Override
    public void abort(Fault fault) {
        release(false);
    }

    // ---- the answer

    void answer(HttpObject message) {
        if (message.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            lost(
                    "The service's answer is not valid HTTP/1.1",
                    message.decoderResult().cause());
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().code() < 200) {
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
    }

    private void begin(HttpResponse response) {
        answerBegun = true;
        open().timeouts().enter(Phase.BETWEEN_BYTES);
        int status = response.status().code();
        boolean bodiless = status == 204 || status == 304 || request.verb().equals("HEAD");
        boolean endsItself =
                bodiless || HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
        keepAlive = endsItself && HttpUtil.isKeepAlive(response);
        RestResponse head;
        try {
            head = RestResponse.compose(
                    status, response.status().reasonPhrase(), response.headers(), request, requestHash);
        } catch (FaultException e) {
            broken(e.fault());
            return;
        }
        listener.received(head);
        if (!bodiless) {
            listener.received(new AttachmentHead(1, new DefaultHttpHeaders()));
        }
    }

    private void content(HttpContent content) {
        ByteBuf data = content.content();
        boolean last = content instanceof LastHttpContent;
        if (data.isReadable() && !released) {
            listener.received(new Content(data));
        } else {
            content.release();
        }
        if (last && !released) {
            open().timeouts().enter(Phase.SENDING);
            listener.received(MessageEnd.INSTANCE);
        }
    }

    void lost(String message, @Nullable Throwable cause) {
        broken(new OwnFault(
                FaultCode.NETWORK_ERROR,
                Origin.SERVER_PROXY,
                message,
                java.util.UUID.randomUUID().toString(),
                cause));
    }

    void broken(Fault fault) {
        if (!released) {
            listener.broken(fault);
        }
    }

    // ---- flow and end

    @Override
    public MessageSource response() {
        return this;
    }

    @Override
    public void pause() {
        if (channel != null) {
            channel.timeouts().enter(Phase.SENDING);
            channel.intake().pause();
        }
    }

    @Override
    public void resume() {
        if (channel != null) {
            channel.timeouts().enter(Phase.BETWEEN_BYTES);
            channel.intake().resume();
        }
    }

    @Override
    public void cancel() {
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
