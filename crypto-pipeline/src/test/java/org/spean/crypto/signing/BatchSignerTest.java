package org.spean.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWalk;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.signing.SigningException.Reason;
import org.spean.crypto.xades.SignatureParts;
import org.spean.identifier.MemberId;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@Timeout(60)
class BatchSignerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T13:15:33.934Z");
    private static final MemberId OTHER = new MemberId("CAMBODIA", "GOV", "CAMDX-000121");
    private static final SigningIdentity rsa = TestKeys.bank("golden");

    private final CountingExecutor home = new CountingExecutor();
    private final DefaultEventExecutor otherHome = new DefaultEventExecutor();
    private final TestKeys.Gated key = new TestKeys.Gated(rsa.key());
    private @Nullable BatchSigner open;

    /** Counts wake-ups. */
    private static final class CountingExecutor extends SingleThreadEventExecutor {
        final AtomicInteger tasks = new AtomicInteger();

        CountingExecutor() {
            super(null, new DefaultThreadFactory("home"), true);
        }

        @Override
        protected void run() {
            do {
                Runnable task = takeTask();
                if (task != null) {
                    task.run();
                    updateLastExecutionTime();
                }
            } while (!confirmShutdown());
        }

        @Override
        public void execute(Runnable task) {
            tasks.incrementAndGet();
            super.execute(task);
        }
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
        key.permits.release(1000);
        home.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        otherHome.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void signsAMessageAloneDirectly() throws Exception {
        BatchSigner signer = signer((member, at) -> rsa);
        MessageDigests digests = message(1, 0);
        Signed signed = sign(signer, TestKeys.BANK, digests).get();

        assertThat(signed.parts().result()).isNull();
        assertThat(signed.parts().chain()).isNull();
        assertThat(signed.path().nodes()).isEmpty();
        assertThat(signed.batch().time()).isEqualTo(NOW);
        assertThat(new String(signed.parts().signature(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("URI=\"/message.xml\"")
                .contains("<xades:SigningTime>2026-11-23T13:15:33.934Z<");
        assertThat(signer.placesTaken()).isZero();
    }

    @Test
    void signsAMessageWithBodyAloneByAChain() throws Exception {
        Signed signed =
                sign(signer((member, at) -> rsa), TestKeys.BANK, message(1, 1)).get();

        check(signed);
    }

    @Test
    void signsWhatCameMeanwhileAsOneBatchAndWakesEachLoopOnce() throws Exception {
        BatchSigner signer = signer((member, at) -> TestKeys.with(rsa, key));
        Future<Signed> first = sign(signer, TestKeys.BANK, message(0, 0));
        key.entered.acquire();
        List<Future<Signed>> batch = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            batch.add(signer.sign(i % 2 == 0 ? home : otherHome, place(signer), TestKeys.BANK, message(i, i % 3)));
        }
        key.permits.release();
        first.await();
        int before = home.tasks.get();
        key.permits.release();
        Set<BatchSignature> signatures = new HashSet<>();
        for (Future<Signed> future : batch) {
            signatures.add(future.get().batch());
            check(future.get());
        }

        assertThat(signatures).hasSize(1).doesNotContain(first.get().batch());
        assertThat(key.signatures).hasValue(2);
        assertThat(home.tasks.get() - before).isEqualTo(1);
        assertThat(signer.placesTaken()).isZero();
    }

    @Test
    void completesOnTheCallersLoop() throws Exception {
        List<Boolean> inLoop = new CopyOnWriteArrayList<>();
        Future<Signed> future = sign(signer((member, at) -> rsa), TestKeys.BANK, message(1, 1));
        future.addListener(f -> inLoop.add(home.inEventLoop()));
        future.get();
        home.submit(() -> {}).get();

        assertThat(inLoop).containsExactly(true);
    }

    @Test
    void takesIdentityAndTimeWhenTheBatchIsClosed() throws Exception {
        List<SigningIdentity> current = new CopyOnWriteArrayList<>(List.of(TestKeys.with(rsa, key)));
        List<Instant> time = new CopyOnWriteArrayList<>(List.of(NOW));
        List<Instant> asked = new CopyOnWriteArrayList<>();
        BatchSigner signer = new BatchSigner(
                (member, at) -> {
                    asked.add(at);
                    return current.getFirst();
                },
                time::getFirst,
                settings(4),
                () -> 0);
        open = signer;
        sign(signer, TestKeys.BANK, message(0, 0));
        key.entered.acquire();
        Future<Signed> second = sign(signer, TestKeys.BANK, message(1, 1));
        SigningIdentity renewed = TestKeys.with(rsa, rsa.key());
        current.set(0, renewed);
        time.set(0, NOW.plusSeconds(1).plusNanos(123_456));
        key.permits.release();

        assertThat(second.get().batch().identity()).isSameAs(renewed);
        assertThat(second.get().batch().time()).isEqualTo(NOW.plusSeconds(1));
        assertThat(asked).as("of the very signing time").containsExactly(NOW, NOW.plusSeconds(1));
    }

    @Test
    void failsWithoutIdentity() {
        BatchSigner signer = signer((member, at) -> member.equals(OTHER) ? null : rsa);

        failsWith(sign(signer, OTHER, message(1, 0)), Reason.NO_IDENTITY);
        assertThat(sign(signer, TestKeys.BANK, message(1, 0))
                        .awaitUninterruptibly()
                        .isSuccess())
                .isTrue();
    }

    @Test
    void aFailureOfTheKeyFailsExactlyItsBatch() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        SigningKey sometimes = new TestKeys.Key(KeyAlgorithm.RSA, true) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                return key.sign(data, digest)
                        .flatMap(value -> failures.getAndDecrement() == 0
                                ? Mono.error(new SignatureException("out of order"))
                                : Mono.just(value));
            }
        };
        BatchSigner signer = signer((member, at) -> TestKeys.with(rsa, sometimes));
        Future<Signed> first = sign(signer, TestKeys.BANK, message(0, 0));
        key.entered.acquire();
        List<Future<Signed>> second =
                List.of(sign(signer, TestKeys.BANK, message(1, 1)), sign(signer, TestKeys.BANK, message(2, 0)));
        key.permits.release();
        key.entered.acquire();
        Future<Signed> third = sign(signer, TestKeys.BANK, message(3, 0));
        key.permits.release(2);

        check(first.get(), false);
        for (Future<Signed> failed : second) {
            failsWith(failed, Reason.KEY_FAILED);
            assertThat(failed.cause()).hasRootCauseInstanceOf(SignatureException.class);
        }
        check(third.get(), false);
        assertThat(signer.placesTaken()).isZero();
    }

    @Test
    void survivesKeysAndIdentitiesThatThrow() throws Exception {
        SigningKey throwing = new TestKeys.Key(KeyAlgorithm.RSA, true) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                throw new IllegalStateException("no session");
            }
        };
        SigningKey empty = new TestKeys.Key(KeyAlgorithm.RSA, true) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                return Mono.empty();
            }
        };
        List<SigningIdentities> sources = new CopyOnWriteArrayList<>();
        sources.add((member, at) -> TestKeys.with(rsa, throwing));
        sources.add((member, at) -> TestKeys.with(rsa, empty));
        sources.add((member, at) -> {
            throw new IllegalStateException("no identities");
        });
        sources.add((member, at) -> rsa);
        BatchSigner signer = signer((member, at) -> sources.removeFirst().of(member, at));

        failsWith(sign(signer, TestKeys.BANK, message(1, 0)), Reason.KEY_FAILED);
        failsWith(sign(signer, TestKeys.BANK, message(1, 0)), Reason.KEY_FAILED);
        failsWith(sign(signer, TestKeys.BANK, message(1, 0)), Reason.KEY_FAILED);
        check(sign(signer, TestKeys.BANK, message(1, 0)).get(), false);
    }

    @Test
    void refusesToReleaseASignatureThatDoesNotVerify() {
        SigningIdentity stranger = TestKeys.identity("golden", "moi-sign");
        SigningKey faulty = new TestKeys.Key(KeyAlgorithm.RSA, true) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                return rsa.key().sign(data, digest).map(value -> {
                    byte[] flipped = value.clone();
                    flipped[100] ^= 4;
                    return flipped;
                });
            }
        };
        BatchSigner signer = signer(
                (member, at) -> member.equals(OTHER) ? TestKeys.with(stranger, rsa.key()) : TestKeys.with(rsa, faulty));

        failsWith(sign(signer, TestKeys.BANK, message(1, 0)), Reason.KEY_FAULTY);
        failsWith(sign(signer, OTHER, message(1, 0)), Reason.KEY_FAULTY);
    }

    @Test
    void cancelsOnlyBeforeTheBatchIsClosed() throws Exception {
        BatchSigner signer = signer((member, at) -> TestKeys.with(rsa, key));
        Place closedPlace = place(signer);
        Future<Signed> closed = signer.sign(home, closedPlace, TestKeys.BANK, message(0, 0));
        key.entered.acquire();
        Place place = place(signer);
        Future<Signed> byPlace = signer.sign(home, place, TestKeys.BANK, message(1, 0));
        Future<Signed> byFuture = sign(signer, TestKeys.BANK, message(2, 0));
        Future<Signed> kept = sign(signer, TestKeys.BANK, message(3, 0));
        assertThat(signer.placesTaken()).isEqualTo(4);

        signer.cancel(closedPlace);
        signer.cancel(place);
        signer.cancel(place);
        assertThat(closed.cancel(false)).isFalse();
        assertThat(byFuture.cancel(false)).isTrue();
        assertThat(byPlace.isCancelled()).isTrue();
        assertThat(signer.placesTaken()).isEqualTo(2);
        key.permits.release(2);
        check(closed.get(), false);
        assertThat(kept.get().parts().result()).as("alone in its batch").isNull();
        assertThat(signer.placesTaken()).isZero();
    }

    @Test
    void isBoundedByPlaces() {
        BatchSigner signer = new BatchSigner((member, at) -> rsa, InstantSource.fixed(NOW), settings(2));
        open = signer;
        Place first = place(signer);
        place(signer);
        assertThat(signer.reserve()).isNull();
        signer.cancel(first);
        signer.cancel(first);
        Place third = place(signer);
        assertThat(signer.reserve()).isNull();

        assertThatThrownBy(() -> signer.sign(home, first, TestKeys.BANK, message(1, 0)))
                .isInstanceOf(IllegalStateException.class);
        signer.sign(home, third, TestKeys.BANK, message(1, 0));
        assertThatThrownBy(() -> signer.sign(home, third, TestKeys.BANK, message(1, 0)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeEndsAll() throws Exception {
        Sinks.One<byte[]> never = Sinks.one();
        SigningKey elsewhere = new TestKeys.Key(KeyAlgorithm.RSA, false) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                key.entered.release();
                return never.asMono();
            }
        };
        BatchSigner signer = signer((member, at) -> TestKeys.with(rsa, member.equals(OTHER) ? elsewhere : key));
        Future<Signed> there = sign(signer, OTHER, message(0, 0));
        key.entered.acquire();
        Future<Signed> running = sign(signer, TestKeys.BANK, message(0, 0));
        key.entered.acquire();
        Future<Signed> waiting = sign(signer, TestKeys.BANK, message(1, 0));
        Future<Signed> waitingThere = sign(signer, OTHER, message(1, 0));
        signer.close();

        for (Future<Signed> future : List.of(there, running, waiting, waitingThere)) {
            failsWith(future, Reason.CLOSED);
        }
        failsWith(sign(signer, TestKeys.BANK, message(2, 0)), Reason.CLOSED);
        assertThat(signer.placesTaken()).isZero();
    }

    @Test
    void aKeyElsewhereThatHangsFailsItsBatch() {
        SigningKey hanging = new TestKeys.Key(KeyAlgorithm.RSA, false) {
            @Override
            public Mono<byte[]> sign(byte[] data, DigestAlgorithm digest) {
                return Mono.never();
            }
        };
        BatchSigner signer = new BatchSigner(
                (member, at) -> TestKeys.with(rsa, hanging),
                InstantSource.fixed(NOW),
                new SignerSettings(4, 1, 0.4, 8, Duration.ofMillis(20)));
        open = signer;

        failsWith(sign(signer, TestKeys.BANK, message(0, 0)), Reason.KEY_FAILED);
    }

    private BatchSigner signer(SigningIdentities identities) {
        BatchSigner signer = new BatchSigner(identities, InstantSource.fixed(NOW), settings(100), () -> 0);
        open = signer;
        return signer;
    }

    private static SignerSettings settings(int places) {
        return new SignerSettings(places, 1, 0.4, 8, Duration.ofSeconds(10));
    }

    private Future<Signed> sign(BatchSigner signer, MemberId member, MessageDigests digests) {
        Place place = place(signer);
        return signer.sign(home, place, member, digests);
    }

    private static Place place(BatchSigner signer) {
        return Objects.requireNonNull(signer.reserve());
    }

    private static void failsWith(Future<Signed> future, Reason reason) {
        future.awaitUninterruptibly();
        assertThat(future.cause())
                .isInstanceOfSatisfying(
                        SigningException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void check(Signed signed) throws Exception {
        check(signed, true);
    }

    private static void check(Signed signed, boolean chained) throws Exception {
        SignatureParts parts = signed.parts();
        assertThat(parts.result() != null).isEqualTo(chained);
        if (parts.result() != null && parts.chain() != null) {
            HashChainWalk.check(parts.result(), parts.chain(), signed.digests());
        }
    }

    static MessageDigests message(int number, int attachments) {
        DigestAlgorithm algorithm = DigestAlgorithm.SHA_512;
        List<byte[]> more = new ArrayList<>();
        for (int i = 0; i < attachments; i++) {
            more.add(algorithm.digest(new byte[] {(byte) number, (byte) i}));
        }
        return new MessageDigests(algorithm, algorithm.digest(new byte[] {(byte) number, 1, 2}), more);
    }
}
