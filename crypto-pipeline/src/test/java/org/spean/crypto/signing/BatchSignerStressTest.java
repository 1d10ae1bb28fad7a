package org.spean.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.xades.SignatureParts;
import org.spean.identifier.MemberId;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Timeout(120)
class BatchSignerStressTest {
    private static final Instant NOW = Instant.parse("2026-11-23T13:15:33.934Z");
    private static final SigningIdentity EC = TestKeys.bank("ec");
    private static final int MEMBERS = 7;
    private static final int THREADS = 4;
    private static final int MESSAGES = 1500;

    private record Accepted(MessageDigests digests, Future<Signed> future, AtomicInteger ends) {}

    /** Signs, mostly; on this CPU or elsewhere. */
    private static final class Moody extends TestKeys.Key {
        Moody(boolean onCpu) {
            super(KeyAlgorithm.EC, onCpu);
        }

        @Override
        public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
            Mono<byte[]> signature =
                    Mono.defer(() -> ThreadLocalRandom.current().nextInt(20) == 0
                            ? Mono.error(new SignatureException("out of order"))
                            : EC.key().sign(data, digest));
            return onCpu() ? signature : signature.subscribeOn(Schedulers.parallel());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1000", "3, 0", "3, 30", "2, -1"})
    void everyAcceptedMessageEndsOnce(int crew, int inFlight) throws Exception {
        Map<MemberId, SigningIdentity> identities = new ConcurrentHashMap<>();
        for (int i = 1; i < MEMBERS; i++) {
            identities.put(member(i), TestKeys.with(EC, new Moody(i % 3 != 0)));
        }
        SignerSettings settings = new SignerSettings(64, crew, 0.4, 8, Duration.ofSeconds(10));
        BatchSigner signer = inFlight < 0
                ? new BatchSigner((member, at) -> identities.get(member), InstantSource.fixed(NOW), settings)
                : new BatchSigner(
                        (member, at) -> identities.get(member), InstantSource.fixed(NOW), settings, () -> inFlight);
        DefaultEventExecutorGroup homes = new DefaultEventExecutorGroup(2);
        Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            Thread.ofPlatform().start(() -> {
                try {
                    produce(signer, homes, thread, accepted, refused);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        if (inFlight == 30) {
            signer.close(); // in the middle of the last ones
        }
        int signed = 0;
        Map<BatchSignature, Integer> batches = new HashMap<>();
        for (Accepted message : accepted) {
            assertThat(message.future.await(30, TimeUnit.SECONDS)).isTrue();
            if (message.future.isSuccess()) {
                signed++;
                check(message, message.future.getNow());
                batches.merge(message.future.getNow().batch(), 1, Integer::sum);
            }
        }
        for (EventExecutor home : homes) {
            home.submit(() -> {}).get();
        }

        assertThat(accepted).allMatch(message -> message.ends.get() == 1);
        assertThat(accepted).hasSize(THREADS * MESSAGES);
        assertThat(refused).hasPositiveValue();
        assertThat(signed).isGreaterThan(THREADS * MESSAGES / 2);
        assertThat(batches.values()).as("sizes of batches").anyMatch(size -> size > 1);
        assertThat(signer.placesTaken()).isZero();
        signer.close();
        homes.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Nothing comes after it that could wake the crew: the watcher must. */
    @Test
    void signsALonelyMessageOfManyExchanges() throws Exception {
        BatchSigner signer = new BatchSigner(
                (member, at) -> EC, InstantSource.fixed(NOW), SignerSettings.defaults(), () -> 1_000_000);
        DefaultEventExecutorGroup homes = new DefaultEventExecutorGroup(1);
        for (int i = 0; i < 50; i++) {
            Place place = Objects.requireNonNull(signer.reserve());
            Future<Signed> future = signer.sign(homes.next(), place, TestKeys.BANK, BatchSignerTest.message(i, 0));
            assertThat(future.await(30, TimeUnit.SECONDS)).isTrue();
        }
        signer.close();
        homes.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static void produce(
            BatchSigner signer,
            DefaultEventExecutorGroup homes,
            int thread,
            Queue<Accepted> accepted,
            AtomicInteger refused) {
        Random random = new Random(thread);
        Future<Signed> last = homes.next().newSucceededFuture(null);
        for (int i = 0; i < MESSAGES; i++) {
            Place place = signer.reserve();
            while (place == null) {
                refused.incrementAndGet();
                last.awaitUninterruptibly();
                place = signer.reserve();
            }
            MessageDigests digests = message(thread * MESSAGES + i, random.nextInt(3), random.nextInt(10) == 0);
            Future<Signed> future = signer.sign(homes.next(), place, member(random.nextInt(MEMBERS)), digests);
            AtomicInteger ends = new AtomicInteger();
            future.addListener(f -> ends.incrementAndGet());
            last = future;
            accepted.add(new Accepted(digests, future, ends));
            if (random.nextInt(10) == 0) {
                signer.cancel(place);
            }
            if (random.nextInt(50) == 0) {
                future.awaitUninterruptibly();
            }
        }
    }

    private static void check(Accepted message, Signed signed) throws Exception {
        assertThat(signed.digests()).isSameAs(message.digests);
        SignatureParts parts = signed.parts();
        if (parts.result() != null && parts.chain() != null) {
            HashChainWalk.check(parts.result(), parts.chain(), message.digests);
        } else {
            assertThat(message.digests.single()).isTrue();
        }
    }

    private static MemberId member(int number) {
        return new MemberId("I", "C", "M" + number);
    }

    private static MessageDigests message(int number, int attachments, boolean otherAlgorithm) {
        DigestAlgorithm algorithm = otherAlgorithm ? DigestAlgorithm.SHA_256 : DigestAlgorithm.SHA_512;
        byte[] digest = algorithm.digest(ByteBuffer.allocate(4).putInt(number).array());
        return new MessageDigests(algorithm, digest, List.of(digest, digest).subList(0, attachments));
    }
}
