package org.spean.benchmarks.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.spean.multipart.MultipartParser;
import org.spean.multipart.MultipartWriter;
import org.spean.multipart.PartHead;
import org.spean.multipart.PartListener;

/** A body of a mebibyte between two small parts, fed as a TLS engine gives it: time for each MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MultipartBenchmark {
    private static final String BOUNDARY = "xtopUMghBfuNZRjJOGSUYPLCwbohvfaKRF";

    /** What the body is made of; random bytes have a CR in every 256, text in lines in every 80. */
    @Param({"random", "lines"})
    public String body;

    /** Bytes of one piece. */
    @Param({"16384", "65536"})
    public int piece;

    private ByteBuf message;
    private PartListener listener;

    @Setup
    public void setup(Blackhole blackhole) {
        byte[] content = new byte[1024 * 1024];
        new Random(1).nextBytes(content);
        if (body.equals("lines")) {
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) (i % 80 == 78 ? '\r' : i % 80 == 79 ? '\n' : 'a' + (content[i] & 15));
            }
        }
        message = PooledByteBufAllocator.DEFAULT.directBuffer(content.length + 1024);
        MultipartWriter writer = new MultipartWriter(BOUNDARY);
        for (byte[] part : new byte[][] {{1, 2, 3}, content, {4, 5, 6}}) {
            writer.open(message, "application/x-road-rest-body".getBytes(ISO_8859_1));
            message.writeBytes(part);
        }
        writer.close(message);
        listener = new PartListener() {
            @Override
            public void partBegins(PartHead head) {
                blackhole.consume(head);
            }

            @Override
            public void content(ByteBuf data) {
                blackhole.consume(data);
                data.release();
            }

            @Override
            public void partEnds() {}

            @Override
            public void multipartEnds() {}
        };
    }

    @Benchmark
    public boolean parse() {
        MultipartParser parser = new MultipartParser(BOUNDARY, 4096);
        int end = message.writerIndex();
        for (int from = 0; from < end; from += piece) {
            ByteBuf data = message.retainedSlice(from, Math.min(piece, end - from));
            parser.feed(data, listener);
            data.release();
        }
        return parser.ended();
    }

    @TearDown
    public void tearDown() {
        message.release();
    }
}
