package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The flow rule of a channel: the only handler that asks the socket to read. It stands above the codec, switches
 * auto-read off, and while it is paused it holds what the codec emitted beyond the read that was under way (HTTP
 * decoders emit several objects per read; a pipelined next request waits here too).
 *
 * <p>A read is asked for whenever nothing is held, paused or not. So at most one read's worth of bytes waits here, and a
 * sender that hangs up during a pause is noticed.
 *
 * <pre>
 *  codec -&gt; Intake -&gt; consumer, who calls pause() and resume()
 * </pre>
 *
 * All methods belong to the channel's event loop.
 */
public final class Intake extends ChannelInboundHandlerAdapter {
    private final boolean outlivesSender;
    private final ArrayDeque<Object> held = new ArrayDeque<>(8);
    private @Nullable ChannelHandlerContext context;
    private boolean paused;
    private boolean delivering;
    private boolean readOutstanding;
    private boolean senderEnded;

    private Intake(boolean outlivesSender) {
        this.outlivesSender = outlivesSender;
    }

    /** For channels that carry requests to us: a sender that hangs up closes the channel at once, what is held is dropped. */
    public static Intake ofRequests() {
        return new Intake(false);
    }

    /**
     * For channels that carry responses to us: a sender may answer and hang up while we are paused, so what arrived
     * before is still delivered; only then the channel is closed.
     */
    public static Intake ofResponses() {
        return new Intake(true);
    }

    /** Holds back everything from now on, even the rest of what one read brought. */
    public void pause() {
        paused = true;
    }

    /** Delivers what is held, until paused again, and goes on reading. */
    public void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        ChannelHandlerContext ctx = context;
        if (ctx != null && !delivering) {
            deliverHeld(ctx);
        }
    }

    /** Whether events are held back. */
    public boolean paused() {
        return paused;
    }

    /** Closes the channel; what is held is released. */
    public void cancel() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        Channel channel = ctx.channel();
        channel.config().setAutoRead(false);
        if (outlivesSender) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        if (channel.isActive()) {
            read(ctx);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseHeld();
        context = null;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        read(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object event) {
        if (paused || !held.isEmpty()) {
            held.add(event);
            return;
        }
        // Delivering is marked, so that a resume() from within does not overtake this event with later ones.
        boolean outer = delivering;
        delivering = true;
        ctx.fireChannelRead(event);
        delivering = outer;
        if (!outer && !held.isEmpty()) {
            deliverHeld(ctx);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOutstanding = false;
        ctx.fireChannelReadComplete();
        if (!delivering) {
            deliverHeld(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (outlivesSender && event instanceof ChannelInputShutdownEvent) {
            senderEnded = true;
            if (!delivering) {
                deliverHeld(ctx);
            }
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseHeld();
        ctx.fireChannelInactive();
    }

    private void deliverHeld(ChannelHandlerContext ctx) {
        if (!paused && !held.isEmpty()) {
            delivering = true;
            while (!paused) {
                Object event = held.poll();
                if (event == null) {
                    break;
                }
                ctx.fireChannelRead(event);
            }
            delivering = false;
            ctx.fireChannelReadComplete();
        }
        if (held.isEmpty()) {
            if (senderEnded) {
                ctx.close();
            } else {
                read(ctx);
            }
        }
    }

    private void read(ChannelHandlerContext ctx) {
        if (!readOutstanding && ctx.channel().isActive()) {
            readOutstanding = true;
            ctx.read();
        }
    }

    private void releaseHeld() {
        for (Object event = held.poll(); event != null; event = held.poll()) {
            ReferenceCountUtil.release(event);
        }
    }
}
