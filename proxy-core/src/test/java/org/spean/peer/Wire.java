package org.spean.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.golden.Capture;
import org.spean.message.Content;
import org.spean.message.MessageEvent;
import org.spean.net.StrictRequestDecoder;

/** A connection to a peer in memory, whose buffers are counted. */
final class Wire implements AutoCloseable {
    private static final int MOST_LINE = 4096;
    private static final int MOST_HEADERS = 64 * 1024; // as limits.headerBytes, unless told otherwise

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final EmbeddedChannel channel;

    private Wire(@Nullable String peer, ChannelHandler... handlers) {
        channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return peer == null ? super.remoteAddress0() : address(peer);
            }
        };
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(handlers);
    }

    private static InetSocketAddress address(String peer) {
        int colon = peer.lastIndexOf(':');
        return InetSocketAddress.createUnresolved(
                peer.substring(0, colon), Integer.parseInt(peer.substring(colon + 1)));
    }

    /** The provider's end, when it reads, with the decoders of {@link PeerServer}. */
    static Wire readingRequests(PartLimits limits) {
        return readingRequests(limits, new CompactReader(new SharedDocuments()));
    }

    static Wire readingRequests(PartLimits limits, CompactReader compact) {
        return new Wire(null, new StrictRequestDecoder(MOST_LINE, MOST_HEADERS), new TransportDecoder(limits, compact));
    }

    /** The consumer's end, when it reads, with the decoders of {@link PeerDialer}. */
    static Wire readingResponses(PartLimits limits) {
        return readingResponses(limits, new CompactReader(new SharedDocuments()));
    }

    static Wire readingResponses(PartLimits limits, CompactReader compact) {
        return new Wire(
                null, new HttpResponseDecoder(MOST_LINE, MOST_HEADERS, 65536), new TransportDecoder(limits, compact));
    }

    static Wire reading(Capture capture) {
        return capture.direction() == Capture.Direction.REQUEST
                ? readingRequests(PartLimits.DEFAULT)
                : readingResponses(PartLimits.DEFAULT);
    }

    static Wire writing(@Nullable String peer, TransportEncoder encoder) {
        return new Wire(peer, encoder);
    }

    EmbeddedChannel channel() {
        return channel;
    }

    ByteBuf buffer(byte[] bytes, int from, int to) {
        return allocator.buffer(to - from).writeBytes(bytes, from, to - from);
    }

    /** Feeds the bytes cut at these offsets, then the end of the connection if asked for, and describes the events. */
    List<String> read(byte[] bytes, int[] cuts, boolean end) {
        int from = 0;
        for (int cut : cuts) {
            channel.writeInbound(buffer(bytes, from, cut));
            from = cut;
        }
        channel.writeInbound(buffer(bytes, from, bytes.length));
        if (end) {
            channel.finish();
        }
        return events();
    }

    List<String> events() {
        Transcript transcript = new Transcript();
        for (Object event = channel.readInbound(); event != null; event = channel.readInbound()) {
            transcript.add((MessageEvent) event);
        }
        return transcript.lines();
    }

    /** The events themselves, contents joined and unpooled. */
    static List<MessageEvent> decode(Capture capture) {
        List<MessageEvent> events = new ArrayList<>();
        try (Wire wire = reading(capture)) {
            wire.channel.writeInbound(wire.buffer(capture.bytes(), 0, capture.bytes().length));
            wire.channel.finish();
            for (Object event = wire.channel.readInbound(); event != null; event = wire.channel.readInbound()) {
                if (event instanceof Content(ByteBuf data)) {
                    events.add(new Content(Unpooled.copiedBuffer(data)));
                    data.release();
                } else {
                    events.add((MessageEvent) event);
                }
            }
        }
        return events;
    }

    /** All written so far; how many buffers it was in. */
    int written(ByteArrayOutputStream out) {
        int buffers = 0;
        for (ByteBuf data = channel.readOutbound(); data != null; data = channel.readOutbound()) {
            out.writeBytes(ByteBufUtil.getBytes(data));
            data.release();
            buffers++;
        }
        return buffers;
    }

    /** Ends the connection; fails if any buffer is left. */
    @Override
    public void close() {
        channel.finishAndReleaseAll();
        channel.checkException();
        long left = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
        if (left != 0) {
            throw new AssertionError("leaked: " + left + " bytes");
        }
    }
}
