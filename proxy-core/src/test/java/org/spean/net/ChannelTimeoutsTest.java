package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.net.ChannelTimeouts.Phase;

/** {@link ChannelTimeouts} in virtual time: idle 60 s, first byte 30 s, between bytes 10 s. */
class ChannelTimeoutsTest {
    private final ChannelTimeouts timeouts =
            new ChannelTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(10));
    private final List<Object> events = new ArrayList<>();
    private final StuckChannel channel = new StuckChannel();

    private final class Top extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
        }
    }

    /** Takes no byte off the wire while it is stuck. */
    private static final class StuckChannel extends EmbeddedChannel {
        private boolean stuck;

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            if (!stuck) {
                super.doWrite(in);
            }
        }
    }

    ChannelTimeoutsTest() {
        channel.freezeTime();
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(timeouts, new Top());
        channel.pipeline().read();
    }

    @AfterEach
    void noBufferIsLeft() {
        channel.finishAndReleaseAll();
    }

    private void after(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void receive() {
        channel.writeInbound(Unpooled.copyInt(1));
        channel.pipeline().read();
    }

    @Test
    void anIdleChannelIsClosedQuietly() {
        after(59);
        assertThat(channel.isOpen()).isTrue();
        after(1);
        assertThat(channel.isOpen()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void theFirstByteIsAwaitedOnce() {
        timeouts.enter(Phase.FIRST_BYTE);
        after(29);
        assertThat(events).isEmpty();
        after(1);
        assertThat(events).containsExactly(new ChannelTimeout(Phase.FIRST_BYTE));
        after(500);
        assertThat(events).hasSize(1);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void eachByteBuysTime() {
        timeouts.enter(Phase.FIRST_BYTE);
        after(29);
        receive();
        assertThat(timeouts.phase()).isEqualTo(Phase.BETWEEN_BYTES);
        for (int i = 0; i < 20; i++) {
            after(9);
            receive();
        }
        assertThat(events).isEmpty();
        after(10);
        assertThat(events).containsExactly(new ChannelTimeout(Phase.BETWEEN_BYTES));
    }

    @Test
    void silenceDoesNotCountWhileNothingIsAskedFor() {
        timeouts.enter(Phase.BETWEEN_BYTES);
        channel.writeInbound(Unpooled.copyInt(1)); // and no read after it
        after(300);
        assertThat(events).isEmpty();
        channel.pipeline().read();
        after(9);
        assertThat(events).isEmpty();
        after(1);
        assertThat(events).hasSize(1);
    }

    @Test
    void whileWeSendThePeerMayBeSilentButMustTakeBytes() {
        timeouts.enter(Phase.SENDING);
        after(300);
        assertThat(events).isEmpty();

        channel.stuck = true;
        channel.writeAndFlush(Unpooled.copyInt(1));
        after(10); // seen waiting for the first time
        after(10);
        assertThat(events).containsExactly(new ChannelTimeout(Phase.SENDING));
    }

    @Test
    void progressOfWhatIsSentBuysTime() {
        timeouts.enter(Phase.SENDING);
        for (int i = 0; i < 5; i++) {
            channel.stuck = true;
            channel.writeAndFlush(Unpooled.copyInt(i));
            after(9);
            channel.stuck = false;
            channel.flush();
            channel.checkException();
            after(9);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void aClosedChannelLeavesNoTask() {
        timeouts.enter(Phase.FIRST_BYTE);
        channel.close();
        assertThat(channel.hasPendingTasks()).isFalse();
        timeouts.enter(Phase.IDLE);
        after(1000);
        assertThat(events).isEmpty();
    }

    @Test
    void spansArePositive() {
        assertThatThrownBy(() -> new ChannelTimeouts(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idle");
    }
}
