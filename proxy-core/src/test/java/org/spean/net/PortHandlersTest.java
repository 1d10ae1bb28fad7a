package org.spean.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What stands first on a port: the limit of connections and the PROXY protocol. */
class PortHandlersTest {
    @Test
    void connectionsBeyondTheLimitAreClosedUntilOthersEnd() {
        AtomicInteger bound = new AtomicInteger(2);
        ConnectionLimit limit = new ConnectionLimit(bound::get);
        EmbeddedChannel one = new EmbeddedChannel(limit);
        EmbeddedChannel two = new EmbeddedChannel(limit);
        EmbeddedChannel three = new EmbeddedChannel(limit);
        assertThat(one.isOpen()).isTrue();
        assertThat(two.isOpen()).isTrue();
        assertThat(three.isOpen()).isFalse();
        assertThat(limit.open()).isEqualTo(2);
        assertThat(limit.refused()).isEqualTo(1);

        one.close();
        EmbeddedChannel four = new EmbeddedChannel(limit);
        assertThat(four.isOpen()).isTrue();
        bound.set(3);
        EmbeddedChannel five = new EmbeddedChannel(limit);
        assertThat(five.isOpen()).isTrue();
        two.close();
        four.close();
        five.close();
        assertThat(limit.open()).isZero();
    }

    private static EmbeddedChannel from(String address, ChannelHandler... handlers) {
        return new EmbeddedChannel(handlers) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 4711);
            }
        };
    }

    @Test
    void oneAddressHasItsShareOfTheConnections() {
        ConnectionLimit limit = new ConnectionLimit(() -> 10, () -> 2);
        EmbeddedChannel one = from("192.0.2.7", limit);
        EmbeddedChannel two = from("192.0.2.7", limit);
        assertThat(from("192.0.2.7", limit).isOpen()).isFalse();
        assertThat(from("192.0.2.8", limit).isOpen()).isTrue();
        assertThat(limit.refused()).isEqualTo(1);
        assertThat(limit.refusedOfAddress()).isEqualTo(1);
        one.close();
        assertThat(from("192.0.2.7", limit).isOpen()).isTrue();
        assertThat(from("192.0.2.7", limit).isOpen()).isFalse();
        two.close();
        assertThat(from("192.0.2.7", limit).isOpen()).isTrue();
    }

    @Test
    void oneNetworkOfIpv6IsOneAddress() {
        ConnectionLimit limit = new ConnectionLimit(() -> 10, () -> 2);
        assertThat(from("2001:db8:0:1::1", limit).isOpen()).isTrue();
        assertThat(from("2001:db8:0:1::2", limit).isOpen()).isTrue();
        assertThat(from("2001:db8:0:1:ffff::3", limit).isOpen()).isFalse();
        assertThat(from("2001:db8:0:2::1", limit).isOpen()).isTrue();
    }

    @Test
    void behindAProxyTheAddressIsTheOneItNames() {
        ConnectionLimit limit = new ConnectionLimit(() -> 10, () -> 2);
        List<Boolean> open = new ArrayList<>();
        for (String source : List.of("192.0.2.7", "192.0.2.7", "192.0.2.8", "192.0.2.7", "192.0.2.9")) {
            EmbeddedChannel channel = from("10.0.0.1");
            ProxyProtocol.addTo(channel.pipeline());
            channel.pipeline().addLast(limit);
            channel.writeInbound(Unpooled.copiedBuffer("PROXY TCP4 " + source + " 192.0.2.1 4711 5500\r\n", US_ASCII));
            open.add(channel.isOpen());
        }
        EmbeddedChannel below = from("10.0.0.1");
        ProxyProtocol.addBelow(below.pipeline(), limit);
        below.writeInbound(Unpooled.copiedBuffer("PROXY TCP4 192.0.2.7 192.0.2.1 4711 5500\r\n", US_ASCII));
        open.add(below.isOpen());
        assertThat(open).containsExactly(true, true, true, false, true, false);
        assertThat(limit.refusedOfAddress()).isEqualTo(2);
    }

    private static EmbeddedChannel behindAProxy() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ProxyProtocol.addTo(channel.pipeline());
        return channel;
    }

    private static String source(EmbeddedChannel channel) {
        return Objects.requireNonNull(ProxyProtocol.sourceOf(channel)).toString();
    }

    private static String rest(EmbeddedChannel channel) {
        StringBuilder rest = new StringBuilder();
        for (ByteBuf buffer = channel.readInbound(); buffer != null; buffer = channel.readInbound()) {
            rest.append(buffer.toString(US_ASCII));
            buffer.release();
        }
        return rest.toString();
    }

    @Test
    void readsTheTextForm() {
        EmbeddedChannel channel = behindAProxy();
        ByteBuf bytes = Unpooled.copiedBuffer("PROXY TCP4 192.0.2.7 192.0.2.1 4711 5500\r\nhello", US_ASCII);
        while (bytes.isReadable()) {
            channel.writeInbound(Unpooled.buffer(1).writeByte(bytes.readByte()));
        }
        bytes.release();
        assertThat(source(channel)).contains("192.0.2.7").endsWith(":4711");
        assertThat(rest(channel)).isEqualTo("hello");
        channel.writeInbound(Unpooled.copiedBuffer(" again", US_ASCII));
        assertThat(rest(channel)).isEqualTo(" again");
        assertThat(channel.pipeline().toMap()).isEmpty();
        channel.finishAndReleaseAll();
    }

    @Test
    void readsTheBinaryForm() {
        EmbeddedChannel channel = behindAProxy();
        channel.writeInbound(Unpooled.wrappedBuffer(
                ByteBufUtil.decodeHexDump("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000207c000020112671" + "57c"),
                "hello".getBytes(US_ASCII)));
        assertThat(source(channel)).contains("192.0.2.7").endsWith(":4711");
        assertThat(rest(channel)).isEqualTo("hello");
        channel.finishAndReleaseAll();
    }

    @Test
    void theProxysOwnConnectionsComeFromTheProxy() {
        EmbeddedChannel channel = behindAProxy();
        channel.writeInbound(Unpooled.copiedBuffer("PROXY UNKNOWN\r\nhello", US_ASCII));
        assertThat(ProxyProtocol.sourceOf(channel)).isEqualTo(channel.remoteAddress());
        assertThat(rest(channel)).isEqualTo("hello");
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionWithoutTheLineIsClosed() {
        EmbeddedChannel channel = behindAProxy();
        channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nhost: example\r\n\r\n", US_ASCII));
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }
}
