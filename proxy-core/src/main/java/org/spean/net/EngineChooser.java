package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a peer's ClientHello and replaces itself by the TLS handler whose engine speaks what is offered: BoringSSL
 * has none of the CBC suites to which an unmodified X-Road server restricts itself, the JDK has.
 */
final class EngineChooser extends SslClientHelloHandler<Boolean> {
    private static final int LONGEST_HELLO = 16 * 1024;

    private final PeerTls tls;
    private final Duration handshake;
    private @Nullable Future<?> timeout;

    EngineChooser(PeerTls tls, Duration handshake) {
        super(LONGEST_HELLO);
        this.tls = tls;
        this.handshake = handshake;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            startTimer(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        startTimer(ctx);
        ctx.fireChannelActive();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
        super.handlerRemoved0(ctx);
    }

    @Override
    protected Future<Boolean> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello) throws SSLHandshakeException {
        if (hello == null) {
            throw new SSLHandshakeException("not a ClientHello");
        }
        try {
            return ctx.executor().newSucceededFuture(tls.fitBoringSsl(hello));
        } catch (IndexOutOfBoundsException e) {
            throw new SSLHandshakeException("malformed ClientHello", e);
        }
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<Boolean> boringSsl) {
        SslHandler handler = tls.serverHandler(ctx.alloc(), boringSsl.getNow());
        ctx.pipeline().replace(this, "tls", handler);
    }

    private void startTimer(ChannelHandlerContext ctx) {
        if (timeout == null) {
            timeout = ctx.executor()
                    .schedule(
                            () -> {
                                ctx.fireExceptionCaught(
                                        new SslHandshakeTimeoutException("no ClientHello within " + handshake));
                                ctx.close();
                            },
                            handshake.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }
}
