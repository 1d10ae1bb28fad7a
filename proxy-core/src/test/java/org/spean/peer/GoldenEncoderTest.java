package org.spean.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.fault.Fault;
import org.spean.fault.FaultStyle;
import org.spean.fault.RelayedFault;
import org.spean.fault.SoapFaultReader;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;
import org.spean.golden.Part;
import org.spean.message.Content;
import org.spean.message.MessageEnd;
import org.spean.message.MessageEvent;
import org.spean.message.ReceivedSeal;
import org.spean.message.TransportHead;

/** From the events of a capture the encoder gives the captured bytes. */
class GoldenEncoderTest {
    /**
     * What we write otherwise in heads, and why.
     *
     * <ul>
     *   <li>{@code User-Agent}, {@code Accept-Encoding}: X-Road's HTTP client adds them, no server looks at them, and the first
     *       tells strangers the version of a library;
     *   <li>sizes of chunks: they follow the flushes, which are fewer here.
     * </ul>
     *
     * CamDX's 7.4.2 writes {@code Connection: close} behind {@code Date}, 7.8 at the end: the order is 7.8's.
     */
    private static final List<String> LEFT_OUT = List.of("User-Agent", "Accept-Encoding");

    static Stream<Capture> signed() {
        return Capture.signedWithSoap();
    }

    static Stream<Capture> wholeFaults() {
        return Capture.allWithSoap().filter(c -> c.parts().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("signed")
    void eventsGiveTheCapturedBytes(Capture capture) {
        byte[] written = write(capture, Wire.decode(capture), new ByteArrayOutputStream());
        assertThat(lines(headOf(written))).isEqualTo(expectedHead(capture));
        assertThat(entity(capture.direction(), written)).isEqualTo(capture.entity());
        if (!"chunked".equals(capture.header("Transfer-Encoding"))
                && capture.set().name().equals("golden")) {
            assertThat(written).isEqualTo(capture.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("signed")
    void flushingAfterEachEventChangesNothingButTheChunks(Capture capture) {
        TransportEncoder encoder = new TransportEncoder(capture::boundary, FaultStyle.OLD);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Wire wire = Wire.writing(capture.header("Host"), encoder)) {
            for (Object event : outgoing(capture, Wire.decode(capture))) {
                wire.channel().writeOutbound(event);
            }
            wire.written(out);
        }
        byte[] written = out.toByteArray();
        assertThat(lines(headOf(written))).isEqualTo(expectedHead(capture));
        assertThat(entity(capture.direction(), written)).isEqualTo(capture.entity());
    }

    @Test
    void smallMessageLeavesInOneBufferPerFlush() {
        for (Direction direction : Direction.values()) {
            Capture capture = Capture.of("golden", "rest-post-json", direction);
            TransportEncoder encoder = new TransportEncoder(capture::boundary, FaultStyle.OLD);
            try (Wire wire = Wire.writing("127.0.0.13:5500", encoder)) {
                List<Object> events = outgoing(capture, Wire.decode(capture));
                events.subList(0, events.size() - 1).forEach(wire.channel()::write);
                assertThat(wire.written(new ByteArrayOutputStream())).isZero();
                wire.channel().flush();
                assertThat(wire.written(new ByteArrayOutputStream())).isEqualTo(1);
                wire.channel().writeOutbound(events.getLast());
                assertThat(wire.written(new ByteArrayOutputStream())).isEqualTo(1);
            }
        }
    }

    @Test
    void largeContentPassesWithoutACopy() {
        Capture capture = Capture.of("golden", "rest-post-json", Direction.REQUEST);
        try (Wire wire = Wire.writing("127.0.0.13:5500", new TransportEncoder(capture::boundary, FaultStyle.OLD))) {
            wire.channel()
                    .writeOutbound(outgoing(capture, Wire.decode(capture))
                            .subList(0, 3)
                            .toArray());
            wire.written(new ByteArrayOutputStream());
            ByteBuf data = Unpooled.wrappedBuffer(new byte[65536]);
            wire.channel().writeOutbound(new Content(data));
            ByteBuf size = wire.channel().readOutbound();
            assertThat(size.toString(ISO_8859_1)).isEqualTo("\r\n10000\r\n");
            Object passed = wire.channel().readOutbound();
            assertThat(passed).isSameAs(data);
            size.release();
            data.release();
        }
    }

    @ParameterizedTest
    @MethodSource("wholeFaults")
    void faultBeforeTheHeadIsAWholeResponse(Capture capture) {
        RelayedFault fault = Objects.requireNonNull(SoapFaultReader.read(capture.entity()));
        try (Wire wire = Wire.writing(null, new TransportEncoder(() -> "b", FaultStyle.OLD))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            wire.channel().writeOutbound(answer(capture), fault);
            assertThat(wire.written(out)).isEqualTo(1);
            assertThat(lines(headOf(out.toByteArray()))).isEqualTo(expectedHead(capture));
            assertThat(entity(Direction.RESPONSE, out.toByteArray())).isEqualTo(capture.entity());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"golden", "golden-camdx"})
    void faultOfAServiceIsTheOnlyPartOfItsMultipart(String set) {
        Capture capture = Capture.of(set, "soap-fault-from-provider", Direction.RESPONSE);
        Fault fault = Objects.requireNonNull(SoapFaultReader.readOfService(
                capture.message(), Objects.requireNonNull(capture.header("x-original-content-type"))));
        try (Wire wire = Wire.writing(null, new TransportEncoder(capture::boundary, FaultStyle.OLD))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TransportAnswer announced = new TransportAnswer(
                    DigestAlgorithm.SHA_512, null, false, Objects.requireNonNull(capture.header("Date")));
            wire.channel().writeOutbound(announced, fault);
            wire.written(out);
            assertThat(lines(headOf(out.toByteArray()))).isEqualTo(expectedHead(capture));
            assertThat(entity(Direction.RESPONSE, out.toByteArray())).isEqualTo(capture.entity());
        }
    }

    @Test
    void faultBehindTheHeadTakesTheSealsPlace() {
        Capture capture = Capture.of("golden", "rest-post-json", Direction.RESPONSE);
        Capture failed = Capture.of("golden", "rest-provider-down", Direction.RESPONSE);
        Fault fault = Objects.requireNonNull(SoapFaultReader.read(failed.message()));
        List<Object> events = outgoing(capture, Wire.decode(capture));
        events.set(events.size() - 1, fault);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Wire wire = Wire.writing(null, new TransportEncoder(capture::boundary, FaultStyle.OLD))) {
            wire.channel().writeOutbound(events.toArray());
            wire.written(out);
        }
        String written = out.toString(UTF_8);
        String part = "\r\n--" + capture.boundary() + "\r\ncontent-type: text/xml; charset=UTF-8\r\n\r\n"
                + new String(failed.message(), UTF_8) + "\r\n--" + capture.boundary() + "--\r\n";
        assertThat(written).endsWith(part);
        try (Wire wire = Wire.readingResponses(PartLimits.DEFAULT)) {
            assertThat(wire.read(out.toByteArray(), new int[0], true))
                    .hasSize(6)
                    .startsWith(Transcript.transport("", "SHA-512", null, null, null, null, List.of(), false))
                    .endsWith("failure server.serverproxy.network_error | " + fault.message(), "end");
        }
    }

    @Test
    void connectionLostInTheMiddleLeavesNothing() {
        Capture capture = Capture.of("golden", "rest-post-json", Direction.REQUEST);
        List<Object> events = outgoing(capture, Wire.decode(capture));
        for (int written = 1; written < events.size(); written++) {
            try (Wire wire = Wire.writing(null, new TransportEncoder(capture::boundary, FaultStyle.OLD))) {
                var last = wire.channel().newPromise();
                for (int i = 0; i < written; i++) {
                    wire.channel()
                            .write(
                                    i == 3 ? copy(events.get(i)) : events.get(i),
                                    i + 1 == written ? last : wire.channel().newPromise());
                }
                wire.channel().close();
                assertThat(last.cause()).isInstanceOf(ClosedChannelException.class);
            }
        }
        ((Content) events.get(3)).release();
    }

    private static Object copy(Object content) {
        return new Content(((Content) content).data().copy());
    }

    private static byte[] write(Capture capture, List<MessageEvent> events, ByteArrayOutputStream out) {
        TransportEncoder encoder = new TransportEncoder(capture::boundary, FaultStyle.OLD);
        try (Wire wire = Wire.writing(capture.header("Host"), encoder)) {
            List<Object> outgoing = outgoing(capture, events);
            outgoing.subList(0, outgoing.size() - 1).forEach(wire.channel()::write);
            wire.channel().flush();
            wire.channel().writeOutbound(outgoing.getLast());
            wire.written(out);
        }
        return out.toByteArray();
    }

    private static List<Object> outgoing(Capture capture, List<MessageEvent> events) {
        List<Object> outgoing = new ArrayList<>();
        for (MessageEvent event : events) {
            switch (event) {
                case TransportHead head ->
                    outgoing.add(capture.direction() == Direction.REQUEST ? head : answer(capture));
                case ReceivedSeal seal -> outgoing.add(new OutgoingSeal(seal.parts()));
                case MessageEnd end -> {}
                default -> outgoing.add(event);
            }
        }
        return outgoing;
    }

    private static TransportAnswer answer(Capture capture) {
        String algorithm = capture.header("x-hash-algorithm");
        return new TransportAnswer(
                algorithm == null
                        ? DigestAlgorithm.SHA_512
                        : Objects.requireNonNull(DigestAlgorithm.ofHeader(algorithm)),
                capture.header("x-original-content-type"),
                !"close".equals(capture.header("Connection")),
                Objects.requireNonNull(capture.header("Date")));
    }

    private static List<String> expectedHead(Capture capture) {
        List<String> lines = new ArrayList<>(List.of(capture.startLine()));
        for (Part.Header header : capture.headers()) {
            if (!LEFT_OUT.contains(header.name())) {
                lines.add(header.name() + ": " + header.value());
            }
        }
        if (capture.set().name().equals("golden-camdx") && lines.remove("Connection: close")) {
            lines.add("Connection: close");
        }
        return lines;
    }

    private static List<String> lines(String head) {
        return List.of(head.split("\r\n"));
    }

    private static String headOf(byte[] written) {
        String text = new String(written, ISO_8859_1);
        return text.substring(0, text.indexOf("\r\n\r\n"));
    }

    private static byte[] entity(Direction direction, byte[] written) {
        EmbeddedChannel channel = new EmbeddedChannel(
                direction == Direction.REQUEST ? new HttpRequestDecoder() : new HttpResponseDecoder(),
                new HttpObjectAggregator(16 * 1024 * 1024));
        channel.writeInbound(Unpooled.wrappedBuffer(written));
        channel.finish();
        FullHttpMessage message = channel.readInbound();
        assertThat(message.decoderResult().isSuccess()).isTrue();
        byte[] entity = ByteBufUtil.getBytes(message.content());
        message.release();
        Object more = channel.readInbound();
        assertThat(more).isNull();
        return entity;
    }
}
