package org.spean.benchmarks;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.signing.BatchSigner;
import org.spean.crypto.signing.Place;
import org.spean.crypto.signing.Signed;
import org.spean.crypto.signing.SignerSettings;
import org.spean.testbed.authority.KeyKind;

/**
 * Messages with bodies through the batch signer, each signed and its parts rendered, a number of them in flight all the time: a new
 * one starts when one is signed. Time per message.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class BatchSignerBenchmark {
    private static final int MESSAGES = 1024;

    @Param({"RSA_2048", "EC_P256"})
    public KeyKind key;

    @Param({"1", "16", "64", "256"})
    public int inFlight;

    private final DigestAlgorithm algorithm = DigestAlgorithm.SHA_512;
    private final MessageDigests message =
            new MessageDigests(algorithm, algorithm.digest(), List.of(algorithm.digest()));
    private DefaultEventExecutor home;
    private BatchSigner signer;

    @Setup
    public void start() {
        SampleIdentity sample = SampleIdentity.of(key);
        home = new DefaultEventExecutor();
        signer = new BatchSigner(
                (member, at) -> sample.identity(), InstantSource.system(), SignerSettings.defaults(), () -> inFlight);
    }

    @TearDown
    public void stop() {
        signer.close();
        home.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void sign() throws InterruptedException {
        Run run = new Run();
        home.execute(() -> {
            for (int i = 0; i < inFlight; i++) {
                run.next();
            }
        });
        run.done.await();
    }

    /** Lives on the event loop. */
    private final class Run {
        private final CountDownLatch done = new CountDownLatch(MESSAGES);
        private int started;

        void next() {
            if (started == MESSAGES) {
                return;
            }
            started++;
            Place place = signer.reserve();
            if (place == null) {
                throw new IllegalStateException("no place");
            }
            signer.sign(home, place, SampleIdentity.MEMBER, message).addListener(this::signed);
        }

        private void signed(Future<? super Signed> future) {
            if (!(future.getNow() instanceof Signed signed) || signed.parts().chain() == null) {
                throw new IllegalStateException("not signed", future.cause());
            }
            next();
            done.countDown();
        }
    }
}
