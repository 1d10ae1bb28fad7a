package org.spean.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Intake} holds, gives and asks for. */
class IntakeTest {
    private static final String REQUEST = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello";

    private final AtomicInteger reads = new AtomicInteger();
    private final List<Object> arrived = new ArrayList<>();
    private final Intake intake = Intake.ofRequests();

    private EmbeddedChannel channel(ChannelInboundHandlerAdapter consumer) {
        return new EmbeddedChannel(new CountReads(), new HttpServerCodec(), intake, consumer);
    }

    /** Pauses at each event of a type. */
    private ChannelInboundHandlerAdapter pausingAt(Class<?> type) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object event) {
                arrived.add(event);
                ReferenceCountUtil.release(event);
                if (type.isInstance(event)) {
                    intake.pause();
                }
            }
        };
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    @Test
    void holdsAPipelinedRequestUntilResumed() {
        EmbeddedChannel channel = channel(pausingAt(LastHttpContent.class));

        channel.writeInbound(bytes(REQUEST + REQUEST));
        assertThat(arrived).hasSize(2);
        intake.resume();
        assertThat(arrived).hasSize(4);
        assertThat(arrived.get(2)).isInstanceOf(HttpRequest.class);

        channel.finishAndReleaseAll();
    }

    @Test
    void stopsWithinAMessageAndGoesOn() {
        EmbeddedChannel channel = channel(pausingAt(HttpRequest.class));

        channel.writeInbound(bytes(REQUEST));
        assertThat(arrived).hasSize(1);
        intake.resume();
        assertThat(arrived).hasSize(2);

        channel.finishAndReleaseAll();
    }

    @Test
    void asksForOneReadWhenNothingIsHeldEvenWhilePaused() {
        EmbeddedChannel channel = channel(pausingAt(LastHttpContent.class));
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(reads).hasValue(1);

        channel.writeInbound(bytes(REQUEST));
        assertThat(intake.paused()).isTrue();
        assertThat(reads).hasValue(2);

        channel.writeInbound(bytes(REQUEST));
        assertThat(reads).as("something is held now").hasValue(2);

        intake.resume();
        assertThat(reads).hasValue(3);
        channel.finishAndReleaseAll();
    }

    @Test
    void keepsTheOrderWhenResumedFromWithin() {
        EmbeddedChannel channel = channel(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object event) {
                arrived.add(event);
                ReferenceCountUtil.release(event);
                intake.pause();
                intake.resume();
                intake.pause();
                ctx.executor().execute(intake::resume);
            }
        });

        channel.writeInbound(bytes(REQUEST + REQUEST + REQUEST));
        channel.runPendingTasks();

        assertThat(arrived).hasSize(6);
        for (int i = 0; i < 6; i++) {
            assertThat(arrived.get(i)).isInstanceOf(i % 2 == 0 ? HttpRequest.class : LastHttpContent.class);
        }
        channel.finishAndReleaseAll();
    }

    @Test
    void releasesWhatIsHeldWhenClosedWhilePaused() {
        List<ByteBuf> contents = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(
                new HttpServerCodec(),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object event) {
                        if (event instanceof HttpContent content) {
                            contents.add(content.content());
                        }
                        ctx.fireChannelRead(event);
                    }
                },
                intake,
                pausingAt(HttpRequest.class));

        channel.writeInbound(bytes(REQUEST));
        assertThat(contents)
                .singleElement()
                .satisfies(content -> assertThat(content.refCnt()).isPositive());
        intake.cancel();

        assertThat(channel.isOpen()).isFalse();
        assertThat(contents).allSatisfy(content -> assertThat(content.refCnt()).isZero());
        assertThat(arrived).hasSize(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void releasesWhatIsHeldWhenTakenOut() {
        EmbeddedChannel channel = channel(pausingAt(HttpRequest.class));
        ByteBuf request = bytes(REQUEST);
        channel.writeInbound(request);
        channel.pipeline().remove(intake);
        assertThat(request.refCnt()).isZero();
        channel.finishAndReleaseAll();
    }

    /** The service of a paused exchange answers and hangs up: nothing of the answer may be lost, however it is framed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deliversAResponseWhoseSenderHasHungUp(boolean epoll) throws Exception {
        byte[] body = new byte[3_000_000];
        EventLoops loops = EventLoops.start(1, epoll && io.netty.channel.epoll.Epoll.isAvailable());
        Intake responses = Intake.ofResponses();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answerAndHangUp(server, body));
            Channel channel = new Bootstrap()
                    .group(loops.group())
                    .channel(loops.clientChannel())
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel created) {
                            created.pipeline()
                                    .addLast(new HttpClientCodec(), responses, new ChannelInboundHandlerAdapter() {
                                        @Override
                                        public void channelRead(ChannelHandlerContext ctx, Object event) {
                                            if (event instanceof HttpContent content) {
                                                received.addAndGet(
                                                        content.content().readableBytes());
                                            }
                                            ends.addAndGet(event instanceof LastHttpContent ? 1 : 0);
                                            ReferenceCountUtil.release(event);
                                            responses.pause();
                                            ctx.executor()
                                                    .schedule(
                                                            responses::resume,
                                                            1,
                                                            java.util.concurrent.TimeUnit.MILLISECONDS);
                                        }
                                    });
                        }
                    })
                    .connect(server.getLocalSocketAddress())
                    .sync()
                    .channel();
            TestNet.await(channel.writeAndFlush(new io.netty.handler.codec.http.DefaultFullHttpRequest(
                    io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
                    io.netty.handler.codec.http.HttpMethod.GET,
                    "/",
                    Unpooled.EMPTY_BUFFER)));

            await().atMost(TestNet.PATIENCE).until(() -> ends.get() == 1);
            assertThat(received).hasValue(body.length);
            TestNet.await(channel.closeFuture());
        } finally {
            loops.shutdown(Duration.ofSeconds(1)).syncUninterruptibly();
        }
    }

    private static void answerAndHangUp(ServerSocket server, byte[] body) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read(new byte[1024]);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".getBytes(US_ASCII));
            socket.getOutputStream().write(body);
        } catch (IOException e) {
            return; // the test counts what arrived
        }
    }

    private final class CountReads extends ChannelOutboundHandlerAdapter {
        @Override
        public void read(ChannelHandlerContext ctx) {
            reads.incrementAndGet();
            ctx.read();
        }
    }
}
