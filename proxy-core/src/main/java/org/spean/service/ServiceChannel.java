package org.spean.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.net.AnswerDecoder;
import org.spean.net.ChannelPools;
import org.spean.net.ChannelTimeout;
import org.spean.net.ChannelTimeouts;
import org.spean.net.ChannelTimeouts.Phase;
import org.spean.net.Intake;
import org.spean.net.Remote;

/** Top of a connection to a service; lent to one call at a time. */
final class ServiceChannel extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(ServiceChannel.class);

    private final ChannelPools pools;
    private final AnswerDecoder answers;
    private final Intake intake;
    private final ChannelTimeouts timeouts;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable HttpCall call;

    ServiceChannel(ChannelPools pools, AnswerDecoder answers, Intake intake, ChannelTimeouts timeouts) {
        this.pools = pools;
        this.answers = answers;
        this.intake = intake;
        this.timeouts = timeouts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    Channel channel() {
        return ctx().channel();
    }

    Intake intake() {
        return intake;
    }

    ChannelTimeouts timeouts() {
        return timeouts;
    }

    void lend(HttpCall to) {
        call = to;
        timeouts.enter(Phase.SENDING);
    }

    void giveBack(boolean clean) {
        call = null;
        if (clean && answers.nothingFollows()) {
            timeouts.enter(Phase.IDLE);
            intake.resume();
            pools.release(channel());
        } else {
            ctx().close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (call != null && message instanceof HttpObject http) {
            call.answer(http);
        } else {
            ReferenceCountUtil.release(message);
            context.close(); // a service that speaks unasked
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (call != null && context.channel().isWritable()) {
            call.channelWritable();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broken("The connection to the service was lost", null);
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelTimeout late) {
            broken("The service did not answer in time (" + late.phase() + ")", null);
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!Remote.broke(cause)) {
            log.warn("service {}", context.channel().remoteAddress(), cause);
        }
        broken("The connection to the service broke", cause);
        context.close();
    }

    private void broken(String message, @Nullable Throwable cause) {
        HttpCall current = call;
        call = null;
        if (current != null) {
            current.lost(message, cause);
        }
    }
}
