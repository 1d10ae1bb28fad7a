package org.spean.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.spean.fuzz.FuzzTarget;

/**
 * The PROXY protocol's line, and what follows it: however it is cut, the same source is read and the same follows; what is no such
 * line ends the connection, and nothing of it goes further.
 */
public final class ProxyFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(
                                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 5500\r\nhello",
                                "PROXY TCP6 2001:db8::7 2001:db8::1 4711 5500\r\nhello",
                                "PROXY UNKNOWN\r\nhello",
                                "GET / HTTP/1.1\r\nhost: example\r\n\r\n")
                        .map(text -> text.getBytes(US_ASCII)),
                Stream.of(
                                "2111000cc0000207c00002011267157c68656c6c6f",
                                "211100 10c0000207c00002011267157c 0400 0161 68656c6c6f",
                                "20000000 68656c6c6f",
                                "2121002420010db800000000000000000000000720010db8000000000000000000000001"
                                        + "1267157c68656c6c6f",
                                "213100d8" + "2f61".repeat(108) + "68656c6c6f",
                                "211100 1ac0000207c00002011267157c 20 000b 01 00000000 21 0003 544c53 68656c6c6f")
                        .map(hex -> ByteBufUtil.decodeHexDump("0d0a0d0a000d0a515549540a" + hex.replace(" ", ""))));
    }

    private record Outcome(boolean open, String source, String rest) {}

    @Override
    public void run(byte[] input) {
        Outcome whole = read(input, input.length);
        if (input.length > 1) {
            int middle = 1 + Math.floorMod(Arrays.hashCode(input), input.length - 1);
            Outcome cut = read(input, middle);
            if (!whole.equals(cut)) {
                throw new AssertionError("whole: " + whole + ", cut at " + middle + ": " + cut);
            }
        }
    }

    private static Outcome read(byte[] input, int middle) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        ProxyProtocol.addTo(channel.pipeline());
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        channel.writeInbound(allocator.buffer().writeBytes(input, 0, middle));
        take(channel, rest);
        if (middle < input.length && channel.isOpen()) {
            channel.writeInbound(allocator.buffer().writeBytes(input, middle, input.length - middle));
            take(channel, rest);
        }
        boolean open = channel.isOpen();
        boolean expected = ProxyProtocol.expectedOn(channel);
        String source = String.valueOf(ProxyProtocol.sourceOf(channel));
        if ((!open || expected) && rest.size() > 0) {
            throw new AssertionError("went further without a line: " + rest.size() + " bytes");
        }
        channel.finishAndReleaseAll();
        channel.checkException();
        long left = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
        if (left != 0) {
            throw new AssertionError("leaked: " + left + " bytes");
        }
        return new Outcome(open, source, Arrays.toString(rest.toByteArray()));
    }

    private static void take(EmbeddedChannel channel, ByteArrayOutputStream rest) {
        for (ByteBuf data = channel.readInbound(); data != null; data = channel.readInbound()) {
            rest.writeBytes(ByteBufUtil.getBytes(data));
            data.release();
        }
    }
}
