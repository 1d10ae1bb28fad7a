package org.spean.benchmarks.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.xades.SignatureParts;
import org.spean.fault.FaultStyle;
import org.spean.message.AttachmentHead;
import org.spean.message.Content;
import org.spean.message.RestRequest;
import org.spean.message.TransportHead;
import org.spean.peer.OutgoingSeal;
import org.spean.peer.PartLimits;
import org.spean.peer.TransportDecoder;
import org.spean.peer.TransportEncoder;

/** A small request with a body and the seal of a batch, sized as the captures are: 10 kB for 26 bytes of JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TransportCodecBenchmark {
    private static final byte[] BODY = "{\"name\":\"Sok Dara\",\"n\":42}".getBytes(ISO_8859_1);
    private static final HttpHeaders NO_HEADERS = new DefaultHttpHeaders();
    private static final Map<String, String> CLIENT = Map.of(
            "Accept", "*/*",
            "Content-Type", "application/json",
            "X-Road-Client", "CAMBODIA/COM/CAMDX-000201/BANK");

    private EmbeddedChannel encoding;
    private EmbeddedChannel decoding;
    private RestRequest request;
    private TransportHead head;
    private OutgoingSeal seal;
    private ByteBuf encoded;

    @Setup
    public void setup() {
        encoding =
                new EmbeddedChannel(new TransportEncoder(() -> "xtopUMghBfuNZRjJOGSUYPLCwbohvfaKRF", FaultStyle.OLD));
        decoding = new EmbeddedChannel(
                new HttpRequestDecoder(4096, 65536, 65536), new TransportDecoder(PartLimits.DEFAULT));
        request = compose();
        head = new TransportHead(
                request.requestId(),
                DigestAlgorithm.SHA_512,
                "REST",
                "application/json",
                null,
                "7.8.0",
                List.of(text(1381)));
        seal = new OutgoingSeal(new SignatureParts(text(6815), text(409), text(1200)));
        encoded = PooledByteBufAllocator.DEFAULT.directBuffer();
        write();
        for (ByteBuf data = encoding.readOutbound(); data != null; data = encoding.readOutbound()) {
            encoded.writeBytes(data);
            data.release();
        }
    }

    /** Length of the message. */
    public int octets() {
        return encoded.readableBytes();
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (i % 77 == 76 ? '\n' : 'a' + random.nextInt(26));
        }
        return text;
    }

    private static RestRequest compose() {
        return RestRequest.compose(
                "POST",
                "/r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity/echo",
                CLIENT.entrySet(),
                "9ea48615-023a-4dbd-ad3c-c90a790f3a4e",
                () -> "CAMBODIA-979ad8d7-9ce9-4b30-9668-777240559bb8");
    }

    private void write() {
        encoding.write(head, encoding.voidPromise());
        encoding.write(request, encoding.voidPromise());
        encoding.write(new AttachmentHead(1, NO_HEADERS), encoding.voidPromise());
        encoding.write(new Content(Unpooled.wrappedBuffer(BODY)), encoding.voidPromise());
        encoding.flush();
        encoding.write(seal, encoding.voidPromise());
        encoding.flush();
    }

    @Benchmark
    public RestRequest composeHead() {
        return compose();
    }

    @Benchmark
    public RestRequest parseHead() {
        return RestRequest.parse(request.octets());
    }

    @Benchmark
    public void encode(Blackhole blackhole) {
        write();
        for (ByteBuf data = encoding.readOutbound(); data != null; data = encoding.readOutbound()) {
            blackhole.consume(data);
            data.release();
        }
    }

    @Benchmark
    public void decode(Blackhole blackhole) {
        decoding.writeInbound(encoded.retainedDuplicate());
        for (Object event = decoding.readInbound(); event != null; event = decoding.readInbound()) {
            blackhole.consume(event);
            if (event instanceof Content content) {
                content.release();
            }
        }
    }

    @TearDown
    public void tearDown() {
        encoded.release();
        encoding.finishAndReleaseAll();
        decoding.finishAndReleaseAll();
    }
}
