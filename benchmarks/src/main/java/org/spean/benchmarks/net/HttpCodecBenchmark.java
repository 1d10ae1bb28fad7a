package org.spean.benchmarks.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
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
import org.spean.net.StrictRequestDecoder;

/**
 * What settings of Netty's HTTP decoders cost: a small request of an information system, read strictly as gateways do, by
 * Netty's decoder alone, and by that without its own checks of headers; and a mebibyte of an answer in chunks of 64 KiB, let
 * through in pieces of at most 8 and 64 KiB, as it comes from the socket in buffers of 64 KiB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HttpCodecBenchmark {
    private static final int LINE = 4096;
    private static final int HEADERS = 16384;
    private static final int CHUNK = 65536;

    private static final String REQUEST = """
            GET /r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/small/persons/100000042 HTTP/1.1\r
            Host: 127.0.0.2:8080\r
            X-Road-Client: CAMBODIA/COM/CAMDX-000201/BANK\r
            User-Agent: a-bank/1.0\r
            Accept: application/json\r
            Accept-Encoding: gzip\r
            \r
            """;

    private ByteBuf request;
    private ByteBuf answer;
    private EmbeddedChannel strict;
    private EmbeddedChannel plain;
    private EmbeddedChannel unchecked;
    private EmbeddedChannel small;
    private EmbeddedChannel large;

    @Setup
    public void setup() {
        request = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(REQUEST.getBytes(US_ASCII));
        answer = PooledByteBufAllocator.DEFAULT.directBuffer(1200 * 1024);
        answer.writeBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
        for (int i = 0; i < 16; i++) {
            answer.writeBytes("10000\r\n".getBytes(US_ASCII)).writeZero(CHUNK).writeBytes("\r\n".getBytes(US_ASCII));
        }
        answer.writeBytes("0\r\n\r\n".getBytes(US_ASCII));
        strict = channel(new StrictRequestDecoder(LINE, HEADERS));
        plain = channel(new HttpRequestDecoder(config(CHUNK)));
        unchecked = channel(new HttpRequestDecoder(config(CHUNK).setValidateHeaders(false)));
        small = channel(new HttpResponseDecoder(config(8192)));
        large = channel(new HttpResponseDecoder(config(CHUNK)));
    }

    private static HttpDecoderConfig config(int chunk) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE)
                .setMaxHeaderSize(HEADERS)
                .setMaxChunkSize(chunk);
    }

    private static EmbeddedChannel channel(ChannelHandler decoder) {
        return new EmbeddedChannel(decoder);
    }

    @TearDown
    public void tearDown() {
        for (EmbeddedChannel each : new EmbeddedChannel[] {strict, plain, unchecked, small, large}) {
            each.finishAndReleaseAll();
        }
        request.release();
        answer.release();
    }

    /** As gateways read it. */
    @Benchmark
    public int requestStrictly() {
        return read(strict, request);
    }

    @Benchmark
    public int request() {
        return read(plain, request);
    }

    @Benchmark
    public int requestWithoutChecks() {
        return read(unchecked, request);
    }

    @Benchmark
    public int mebibyteInPiecesOf8KiB() {
        return read(small, answer);
    }

    /** As gateways read it. */
    @Benchmark
    public int mebibyteInPiecesOf64KiB() {
        return read(large, answer);
    }

    private static int read(EmbeddedChannel channel, ByteBuf message) {
        for (int at = 0; at < message.readableBytes(); at += CHUNK) {
            channel.writeInbound(message.retainedSlice(at, Math.min(CHUNK, message.readableBytes() - at)));
        }
        int messages = 0;
        for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
            ReferenceCountUtil.release(each);
            messages++;
        }
        return messages;
    }
}
