package org.spean.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainException;
import org.spean.crypto.hashchain.HashChainKind;
import org.spean.crypto.hashchain.HashChainResult;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.HashTree;

/** Hash chains of a batch of messages with bodies: the tree once per batch, the documents and the walk once per message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HashChainBenchmark {
    private static final DigestAlgorithm SHA = DigestAlgorithm.SHA_512;

    @Param({"1", "64"})
    public int batch;

    private MessageDigests message;
    private List<byte[]> leaves;
    private HashTree tree;
    private HashPath path;
    private byte[] result;
    private HashChainResult read;
    private byte[] chain;

    @Setup
    public void build() throws HashChainException {
        message = new MessageDigests(SHA, SHA.digest(new byte[1]), List.of(SHA.digest(new byte[2])));
        leaves = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            leaves.add(SHA.digest(ByteBuffer.allocate(4).putInt(i).array()));
        }
        leaves.set(batch / 2, message.leaf());
        tree = HashTree.over(SHA, leaves);
        path = tree.path(batch / 2);
        result = HashChainWriter.result(SHA, tree.root());
        read = HashChainResult.parse(HashChainKind.SIGNATURE, result);
        chain = HashChainWriter.chain(path, message);
    }

    /** For all messages of the batch. */
    @Benchmark
    public HashTree tree() {
        return HashTree.over(SHA, leaves);
    }

    @Benchmark
    public HashPath path() {
        return tree.path(batch / 2);
    }

    @Benchmark
    public byte[] writeChain() {
        return HashChainWriter.chain(path, message);
    }

    @Benchmark
    public byte[] walk() throws HashChainException {
        HashChainWalk.check(result, chain, message);
        return chain;
    }

    /** Of a batch whose result was read before. */
    @Benchmark
    public byte[] walkWithKnownResult() throws HashChainException {
        HashChainWalk.check(read, chain, message);
        return chain;
    }
}
