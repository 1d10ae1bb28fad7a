package org.spean.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands right above TLS until the handshake is done: sets the channel's {@link PeerIdentity} when the peer showed a
 * certificate, and leaves. When the handshake fails it says so in the log and closes the channel; handlers above see no
 * exception of it.
 */
public final class PeerIdentityHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PeerIdentityHandler.class);

    private final @Nullable SharedCertificates certificates;
    private boolean reported;

    /** For connections of which nothing is remembered by certificate. */
    public PeerIdentityHandler() {
        this(null);
    }

    /** @param certificates where the one object for each certificate comes from; {@code null}: each connection has its own */
    PeerIdentityHandler(@Nullable SharedCertificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                identify(ctx);
                ctx.pipeline().remove(this);
            } else {
                failed(ctx, handshake.cause());
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(ctx, cause);
    }

    private void identify(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            throw new IllegalStateException("a handshake has been completed by no handler of this pipeline");
        }
        Certificate[] shown;
        try {
            shown = tls.engine().getSession().getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            return; // the certificate was optional
        }
        List<X509Certificate> chain = new ArrayList<>(shown.length);
        try {
            for (Certificate certificate : shown) {
                X509Certificate one = (X509Certificate) certificate;
                chain.add(certificates == null ? one : certificates.same(one));
            }
        } catch (CertificateException e) {
            throw new IllegalStateException("a handshake has been completed with a certificate that cannot be read", e);
        }
        ctx.channel().attr(PeerIdentity.KEY).set(PeerIdentity.of(chain));
    }

    private void failed(ChannelHandlerContext ctx, @Nullable Throwable cause) {
        if (!reported) {
            reported = true;
            log.info("TLS with {} failed: {}", ctx.channel().remoteAddress(), reason(cause));
        }
        ctx.close();
    }

    /** The innermost cause says what was wrong; the outer ones only that something was. */
    private static String reason(@Nullable Throwable cause) {
        Throwable innermost = cause;
        while (innermost != null && innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost);
    }
}
