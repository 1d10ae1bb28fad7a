package org.spean.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves by one flush, and in which pieces. */
class WriteGathererTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new WriteGatherer());

    @Test
    void smallWritesLeaveAsOne() {
        write("head,");
        write("body,");
        write("");
        write("end");
        channel.flush();
        assertThat(sent()).containsExactly("head,body,end");
    }

    @Test
    void nothingLeavesBeforeTheFlush() {
        write("head");
        assertThat(sent()).isEmpty();
        channel.flush();
        assertThat(sent()).containsExactly("head");
    }

    @Test
    void largeWritesPassAsTheyAreAndInOrder() {
        String large = "x".repeat(5000);
        write("a");
        write(large);
        write("b");
        write("c");
        channel.flush();
        assertThat(sent()).containsExactly("a", large, "bc");
    }

    @Test
    void whatDoesNotFitBeginsAnother() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            all.add(Character.toString('a' + i).repeat(900));
            write(all.get(i));
        }
        channel.flush();
        List<String> sent = sent();
        assertThat(String.join("", sent)).isEqualTo(String.join("", all));
        assertThat(sent).hasSizeLessThan(9);
    }

    @Test
    void aPromiseIsKeptWhenItsBytesHaveLeft() {
        write("a");
        ChannelFuture written = channel.write(Unpooled.copiedBuffer("b", US_ASCII));
        assertThat(written.isDone()).isFalse();
        channel.flush();
        assertThat(written.isSuccess()).isTrue();
        assertThat(sent()).containsExactly("a", "b");
    }

    @Test
    void whatWasNotFlushedIsReleasedAtTheClose() {
        ByteBuf first = Unpooled.copiedBuffer("a", US_ASCII);
        channel.write(first, channel.voidPromise());
        channel.close();
        assertThat(first.refCnt()).isZero();
        assertThat(sent()).isEmpty();
    }

    private void write(String text) {
        channel.write(Unpooled.copiedBuffer(text, US_ASCII), channel.voidPromise());
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (ByteBuf data = channel.readOutbound(); data != null; data = channel.readOutbound()) {
            sent.add(data.toString(US_ASCII));
            data.release();
        }
        return sent;
    }
}
