package org.spean.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.StreamingDigest;

/** The digest of a message that lies in a direct buffer, as it comes from a socket. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HashingBenchmark {
    @Param({"SHA_256", "SHA_512"})
    public DigestAlgorithm algorithm;

    @Param({"256", "16384", "1048576"})
    public int bytes;

    private ByteBuf data;

    @Setup
    public void allocate() {
        data = ByteBufAllocator.DEFAULT.directBuffer(bytes).writeZero(bytes);
    }

    @TearDown
    public void release() {
        data.release();
    }

    @Benchmark
    public byte[] digest() {
        StreamingDigest digest = algorithm.start();
        digest.update(data);
        return digest.finish();
    }
}
