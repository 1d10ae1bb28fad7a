package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PROXY protocol, versions 1 and 2, for ports behind a TCP proxy: every connection begins with a line that says whom the
 * proxy speaks for. To be used only where nobody but the proxy can connect, as the line is believed.
 */
public final class ProxyProtocol {
    private static final Logger log = LoggerFactory.getLogger(ProxyProtocol.class);
    private static final AttributeKey<SocketAddress> SOURCE = AttributeKey.valueOf(ProxyProtocol.class, "source");

    private ProxyProtocol() {}

    /** Expects the line first; its handlers leave the pipeline behind it. A connection without it is closed. */
    public static void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new HAProxyMessageDecoder(), new Source());
    }

    /**
     * The same below all handlers that are there already.
     *
     * @param next come right above it, in this order
     */
    public static void addBelow(ChannelPipeline pipeline, ChannelHandler... next) {
        Source source = new Source();
        pipeline.addFirst(new HAProxyMessageDecoder(), source);
        String below = pipeline.context(source).name();
        for (int i = next.length - 1; i >= 0; i--) {
            pipeline.addAfter(below, null, next[i]);
        }
    }

    /** User event: whom the proxy speaks for. */
    record Said(InetSocketAddress source) {}

    /** Whether the line is still to come on a connection. */
    static boolean expectedOn(Channel channel) {
        return channel.pipeline().get(Source.class) != null;
    }

    /** Who opened a connection, as the proxy said, or who is connected to us; {@code null} once that is unknown. */
    public static @Nullable SocketAddress sourceOf(Channel channel) {
        SocketAddress said = channel.attr(SOURCE).get();
        return said == null ? channel.remoteAddress() : said;
    }

    /** Takes note of the line and keeps it from handlers above. */
    private static final class Source extends ChannelInboundHandlerAdapter {
        private boolean refused;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (refused) { // as the connection ends, the decoder tries what is left behind the line that was none
                ReferenceCountUtil.release(message);
                return;
            }
            if (!(message instanceof HAProxyMessage line)) {
                ctx.fireChannelRead(message);
                return;
            }
            try {
                String address = line.sourceAddress();
                // Absent for health checks of the proxy itself, and for what it does not know.
                if (address != null
                        && line.proxiedProtocol().transportProtocol()
                                == io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol.STREAM) {
                    InetSocketAddress source = address(address, line.sourcePort());
                    ctx.channel().attr(SOURCE).set(source);
                    ctx.fireUserEventTriggered(new Said(source));
                }
            } finally {
                line.release();
                if (!ctx.channel().config().isAutoRead()) {
                    ctx.read(); // for those above, who asked once and got nothing yet
                }
                ctx.pipeline().remove(this);
            }
        }

        /** Only of digits: a name would be looked up. */
        private static InetSocketAddress address(String text, int port) {
            byte[] ip = NetUtil.createByteArrayFromIpAddressString(text);
            try {
                return ip == null
                        ? InetSocketAddress.createUnresolved(text, port)
                        : new InetSocketAddress(InetAddress.getByAddress(ip), port);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("address: " + ip.length + " bytes", e);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!refused) {
                refused = true;
                log.info("no PROXY protocol from {}: {}", ctx.channel().remoteAddress(), cause.toString());
                ctx.close();
            }
        }
    }
}
