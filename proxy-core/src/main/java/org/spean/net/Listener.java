package org.spean.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket whose connections go to the event loops of the moment, so that these can be replaced while it
 * listens.
 */
public final class Listener {

    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    /** As much as Linux grants by default: a burst of three thousand connections ran over 1,024. */
    private static final int BACKLOG = 4096;

    private static final long PAUSE_MILLIS = 1000;

    private Listener() {}

    /**
     * Binds an address; nothing is accepted until auto-read is switched on. Connections wait in the kernel until then.
     *
     * @param acceptors the loops of the listening socket itself
     * @param shared whether the address may be one that another socket of ours, made shareable, still listens on
     * @param loops where a connection just accepted goes
     * @param assemble makes its pipeline
     */
    public static ChannelFuture bind(
            EventLoops acceptors,
            InetSocketAddress address,
            boolean shared,
            Supplier<EventLoops> loops,
            Consumer<Channel> assemble) {
        return new Bootstrap()
                .group(acceptors.group())
                .channel(acceptors.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(acceptors.reusePort(), shared)
                .handler(new Acceptor(loops, new Assembler(assemble)))
                .bind(address);
    }

    /** Hands each connection to a loop. */
    private static final class Acceptor extends ChannelInboundHandlerAdapter {

        private final Supplier<EventLoops> loops;
        private final Assembler assembler;

        Acceptor(Supplier<EventLoops> loops, Assembler assembler) {
            this.loops = loops;
            this.assembler = assembler;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel accepted = (Channel) message;
            accepted.config().setAutoRead(false);
            accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
            accepted.pipeline().addLast(assembler);
            loops.get().take(accepted).addListener((ChannelFutureListener) done -> {
                if (!done.isSuccess()) {
                    accepted.unsafe().closeForcibly();
                }
            });
        }

        /** Without descriptors, accepting again at once would only fail again. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.warn("{}: cannot accept a connection: {}", ctx.channel().localAddress(), cause.toString());
            if (ctx.channel().config().isAutoRead()) {
                ctx.channel().config().setAutoRead(false);
                ctx.channel()
                        .eventLoop()
                        .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Sharable
    private static final class Assembler extends ChannelInitializer<Channel> {

        private final Consumer<Channel> assemble;

        Assembler(Consumer<Channel> assemble) {
            this.assemble = assemble;
        }

        @Override
        protected void initChannel(Channel channel) {
            assemble.accept(channel);
        }
    }
}
