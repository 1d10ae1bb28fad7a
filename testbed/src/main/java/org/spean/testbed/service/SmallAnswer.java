package org.spean.testbed.service;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The service for load: one event loop, the same small JSON to every request, or a small SOAP message to every POST, so that next to nothing of what is measured is the service.
 */
public final class SmallAnswer implements AutoCloseable {
    /** The answer's body. */
    public static final String BODY =
            "{\"id\":\"100000042\",\"name\":\"Sok Dara\",\"born\":\"1990-01-01\",\"sex\":\"M\",\"province\":\"Phnom Penh\"}";

    /** The id that requests to its SOAP service must have, since its answer has it. */
    public static final String SOAP_ID = "load-0001";

    private static final ByteBuf ANSWER = Unpooled.unreleasableBuffer(answer("application/json", BODY));

    private static ByteBuf answer(String type, String body) {
        return Unpooled.directBuffer()
                .writeBytes(("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** The answer to a POST, if it is another. */
    private final @Nullable ByteBuf own;

    private final ByteBuf toPost;
    private final EventLoopGroup group;
    private final Channel channel;
    private final LongAdder requests = new LongAdder();

    private SmallAnswer(InetSocketAddress address, @Nullable ByteBuf own) {
        this.own = own;
        this.toPost = own == null ? ANSWER : Unpooled.unreleasableBuffer(own);
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, io);
        this.channel = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new HttpRequestDecoder(), new Answering());
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /** Starts the service; port 0 takes a free one. */
    public static SmallAnswer start(InetSocketAddress address) {
        return new SmallAnswer(address, null);
    }

    /** With a SOAP service beside: its answer is of this client and service. */
    public static SmallAnswer start(InetSocketAddress address, String client, String soapService) {
        return new SmallAnswer(address, answer("text/xml; charset=UTF-8", soap(client, soapService)));
    }

    /** The SOAP message that answers one with {@link #SOAP_ID}. */
    public static String soap(String client, String soapService) {
        String request = SoapMessages.request(client, soapService, SOAP_ID, "<person>" + BODY + "</person>");
        String code = soapService.split("/", -1)[4];
        return request.replace("ns:" + code, "ns:" + code + "Response");
    }

    /** Its URL, without a path. */
    public String url() {
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** How many requests were answered. */
    public long requests() {
        return requests.sum();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        if (own != null) {
            own.release();
        }
    }

    private final class Answering extends ChannelInboundHandlerAdapter {
        private boolean post;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                post = request.method().equals(HttpMethod.POST);
            }
            boolean last = message instanceof LastHttpContent;
            ReferenceCountUtil.release(message);
            if (last) {
                requests.increment();
                var _ = ctx.write((post ? toPost : ANSWER).duplicate(), ctx.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
