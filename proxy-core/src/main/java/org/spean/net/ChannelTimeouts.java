package org.spean.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices a silent peer. Stands between TLS and the codec. One task per channel is re-armed lazily: reading only stores
 * the time, and the task, when it runs, looks whether the peer was silent for the whole span.
 *
 * <p>Silence counts only while we wait for the peer: in the phases of reading only while a read is outstanding (a
 * paused {@link Intake} that holds something asks for none), and in {@link Phase#SENDING} only while written bytes are stuck in
 * the channel. On expiry a {@link ChannelTimeout} is fired as user event, once per phase; {@link Phase#IDLE} closes the
 * channel instead, without an event.
 *
 * <p>A first byte moves {@code IDLE} to {@code HEAD} and {@code FIRST_BYTE} to {@code BETWEEN_BYTES} by itself; every other change is the
 * face's, by {@link #enter}. All methods belong to the channel's event loop.
 */
public final class ChannelTimeouts extends ChannelDuplexHandler {
    /** What is expected of the peer. */
    public enum Phase {
        /** Nothing: no message is under way. The initial phase. */
        IDLE,
        /**
         * All of a head whose first byte has come, or of what is read only to be thrown away: {@code betweenBytes} for the whole,
         * however it dribbles.
         */
        HEAD,
        /** That it takes what we write; it may be silent, as for now it is our turn. Spans {@code betweenBytes}. */
        SENDING,
        /** The first byte of its answer. */
        FIRST_BYTE,
        /** The next byte of a message that has begun. */
        BETWEEN_BYTES
    }

    private final long idleNanos;
    private final long firstByteNanos;
    private final long betweenBytesNanos;
    private Phase phase = Phase.IDLE;
    private boolean fired;
    private boolean readOutstanding;
    private long lastSign;
    private long outboundSeen;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Ticker ticker;
    private @Nullable Future<?> task;
    private long taskAt;

    /** Spans of silence, each longer than zero. */
    public ChannelTimeouts(Duration idle, Duration firstByte, Duration betweenBytes) {
        idleNanos = positive("idle", idle);
        firstByteNanos = positive("firstByte", firstByte);
        betweenBytesNanos = positive("betweenBytes", betweenBytes);
    }

    private static long positive(String name, Duration span) {
        if (!span.isPositive()) {
            throw new IllegalArgumentException(name + ": " + span + " (expected: > 0)");
        }
        return span.toNanos();
    }

    /** The phase now. */
    public Phase phase() {
        return phase;
    }

    /** Begins a phase; its span counts from now. */
    public void enter(Phase next) {
        phase = next;
        fired = false;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            lastSign = now();
            arm(ctx, lastSign + span());
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ticker = ctx.executor().ticker();
        if (ctx.channel().isActive()) {
            enter(phase);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        context = null;
        disarm();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        enter(phase);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        context = null;
        ctx.fireChannelInactive();
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!readOutstanding) {
            readOutstanding = true;
            sign();
        }
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        sign();
        if (phase == Phase.IDLE) {
            enter(Phase.HEAD);
        } else if (phase == Phase.FIRST_BYTE) {
            enter(Phase.BETWEEN_BYTES);
        }
        ctx.fireChannelRead(message);
    }

    private void sign() {
        if (phase != Phase.HEAD) {
            lastSign = now();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOutstanding = false;
        ctx.fireChannelReadComplete();
    }

    /** Makes sure that the task runs no later than a time; one that runs earlier re-arms itself. */
    private void arm(ChannelHandlerContext ctx, long at) {
        Future<?> armed = task;
        if (armed != null) {
            if (taskAt - at <= 0) {
                return;
            }
            armed.cancel(false);
        }
        taskAt = at;
        task = ctx.executor().schedule(this::check, Math.max(0, at - now()), TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        Future<?> armed = task;
        if (armed != null) {
            armed.cancel(false);
            task = null;
        }
    }

    private void check() {
        task = null;
        ChannelHandlerContext ctx = context;
        if (ctx == null || fired) {
            return;
        }
        long now = now();
        boolean stuck = outboundStuck(ctx.channel());
        boolean waiting = switch (phase) {
            case IDLE -> true;
            case SENDING -> stuck;
            case FIRST_BYTE -> readOutstanding || stuck;
            case HEAD, BETWEEN_BYTES -> readOutstanding;
        };
        if (!waiting) {
            lastSign = now;
        }
        if (now - lastSign < span()) {
            arm(ctx, lastSign + span());
        } else if (phase == Phase.IDLE) {
            ctx.close();
        } else {
            fired = true;
            ctx.fireUserEventTriggered(new ChannelTimeout(phase));
        }
    }

    /** Whether bytes wait to be sent and none has left since the last look; progress counts as a sign of life. */
    private boolean outboundStuck(Channel channel) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null || outbound.isEmpty()) {
            outboundSeen = 0;
            return false;
        }
        long seen = 31 * (31 * outbound.totalPendingWriteBytes() + outbound.currentProgress())
                + System.identityHashCode(outbound.current());
        boolean stuck = seen == outboundSeen;
        outboundSeen = seen;
        return stuck;
    }

    private long span() {
        return switch (phase) {
            case IDLE -> idleNanos;
            case FIRST_BYTE -> firstByteNanos;
            case HEAD, SENDING, BETWEEN_BYTES -> betweenBytesNanos;
        };
    }

    private long now() {
        Ticker source = ticker;
        return source == null ? 0 : source.nanoTime();
    }
}
