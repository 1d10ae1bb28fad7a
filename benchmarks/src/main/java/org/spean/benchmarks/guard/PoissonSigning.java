package org.spean.benchmarks.guard;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.spean.benchmarks.SampleIdentity;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.signing.BatchSigner;
import org.spean.crypto.signing.Place;
import org.spean.crypto.signing.SignerSettings;
import org.spean.testbed.authority.KeyKind;

/**
 * Messages that come at random, two in the time of a signature on average, which is more than one signature a message could serve. A
 * step is what a message waits until it is signed, on average.
 */
final class PoissonSigning implements Beside {

    private static final int MESSAGES = 100;
    private static final double PER_SIGNATURE = 2;

    private final SampleIdentity sample = SampleIdentity.of(KeyKind.RSA_2048);
    private final DigestAlgorithm algorithm = DigestAlgorithm.SHA_512;
    private final MessageDigests message =
            new MessageDigests(algorithm, algorithm.digest(), List.of(algorithm.digest()));
    private final DefaultEventExecutor home = new DefaultEventExecutor();
    private final BatchSigner signer =
            new BatchSigner((member, at) -> sample.identity(), InstantSource.system(), SignerSettings.defaults());
    private final Random random = new Random(1);
    private final byte[] signedInfo = new byte[1024];
    private double signature = 1_000_000;

    @Override
    public long slice() {
        return 10_000_000;
    }

    @Override
    public double raw(long nanos) {
        long start = System.nanoTime();
        int count = 0;
        long end;
        do {
            sample.identity().key().sign(signedInfo, algorithm).block();
            count++;
            end = System.nanoTime();
        } while (end - start < nanos);
        double mean = (double) (end - start) / count;
        signature = Math.min(signature, mean);
        return mean;
    }

    @Override
    public double step(long nanos) throws InterruptedException {
        CountDownLatch signed = new CountDownLatch(MESSAGES);
        AtomicLong waited = new AtomicLong();
        long arrival = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            arrival += (long) (-Math.log(1 - random.nextDouble()) * signature / PER_SIGNATURE);
            for (long left = arrival - System.nanoTime(); left > 0; left = arrival - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Place place = signer.reserve();
            if (place == null) {
                throw new IllegalStateException("no place");
            }
            long came = System.nanoTime();
            signer.sign(home, place, SampleIdentity.MEMBER, message).addListener(end -> {
                waited.addAndGet(System.nanoTime() - came);
                signed.countDown();
            });
        }
        signed.await();
        return (double) waited.get() / MESSAGES;
    }

    @Override
    public void close() {
        signer.close();
        home.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
