package org.spean.crypto.signing;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.hashchain.HashChainWriter;
import org.spean.crypto.hashchain.HashPath;
import org.spean.crypto.hashchain.HashTree;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.key.SigningKey;
import org.spean.crypto.key.VerifyingKeys;
import org.spean.crypto.signing.SigningException.Reason;
import org.spean.crypto.xades.SignatureTemplate;
import org.spean.crypto.xades.SignedObject;
import reactor.core.publisher.Mono;

/** One batch, from its closing to the completion of all its messages' futures. Ends once, whoever comes first. */
final class SigningBatch {
    private final SigningLane lane;
    private final List<Ticket> tickets;
    private final SigningQueue queue;
    private final Consumer<SigningBatch> ended;
    private final AtomicBoolean end = new AtomicBoolean();
    /** Null until it is known. */
    private volatile @Nullable SigningKey key;

    /**
     * Holds the tickets.
     *
     * @param tickets none can be cancelled any more, all have digests of the same algorithm; may be none at all
     * @param ended told at the end
     */
    SigningBatch(SigningLane lane, List<Ticket> tickets, SigningQueue queue, Consumer<SigningBatch> ended) {
        this.lane = lane;
        this.tickets = tickets;
        this.queue = queue;
        this.ended = ended;
    }

    /** Signs. Returns when all is done if the key is on this CPU, else when it was asked. */
    void run(SigningIdentities identities, InstantSource clock, VerifyingKeys verifying, Duration keyTimeout) {
        try {
            Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            SigningIdentity identity = tickets.isEmpty() ? null : identities.of(lane.member(), time);
            if (identity == null) {
                fail(new SigningException(
                        Reason.NO_IDENTITY, "there is no usable signing key for member " + lane.member(), null));
                return;
            }
            key = identity.key();
            sign(identity, time, verifying, keyTimeout);
        } catch (Throwable e) { // whatever a key or a source of identities throws: the crew must live on
            fail(keyFailed(e));
        }
    }

    /** Ends the batch with this, unless it has ended. */
    void fail(SigningException failure) {
        if (end.compareAndSet(false, true)) {
            ended.accept(this);
            queue.finished(lane, key, 0);
            fail(tickets, failure);
        }
    }

    /** Fails each of the tickets, on its own event loop. */
    static void fail(List<Ticket> tickets, SigningException failure) {
        complete(tickets, (ticket, index) -> ticket.tryFailure(failure));
    }

    private void sign(SigningIdentity identity, Instant time, VerifyingKeys verifying, Duration keyTimeout) {
        DigestAlgorithm algorithm = tickets.getFirst().digests().algorithm();
        SignatureTemplate template = lane.template(identity, algorithm);
        MessageDigests first = tickets.getFirst().digests();
        HashTree tree;
        byte[] result;
        SignatureTemplate.Draft draft;
        SignedObject object;
        if (tickets.size() == 1 && first.single()) {
            object = SignedObject.MESSAGE;
            tree = null;
            result = null;
            draft = template.draft(object, first.message(), time);
        } else {
            object = SignedObject.HASH_CHAIN_RESULT;
            tree = HashTree.over(
                    algorithm, tickets.stream().map(t -> t.digests().leaf()).toList());
            result = HashChainWriter.result(algorithm, tree.root());
            draft = template.draft(object, algorithm.digest(result), time);
        }
        byte[] signedInfo = draft.signedInfo();
        SigningKey signer = identity.key();
        long start = System.nanoTime();
        Mono<byte[]> signature = signer.sign(signedInfo, algorithm);
        (signer.onCpu() ? signature : signature.timeout(keyTimeout))
                .subscribe(
                        value -> {
                            if (verifying.verify(
                                    identity.certificate().getPublicKey(),
                                    signer.algorithm(),
                                    algorithm,
                                    signedInfo,
                                    value)) {
                                BatchSignature batch = new BatchSignature(
                                        draft.document(value),
                                        result,
                                        identity,
                                        time,
                                        template.pattern(object, value.length));
                                succeed(batch, tree, algorithm, System.nanoTime() - start);
                            } else {
                                fail(new SigningException(
                                        Reason.KEY_FAULTY,
                                        "the key of member " + lane.member()
                                                + " made a signature that its certificate does not verify",
                                        null));
                            }
                        },
                        error -> fail(keyFailed(error)),
                        () -> {
                            if (!end.get()) { // without a value
                                fail(keyFailed(null));
                            }
                        });
    }

    private void succeed(BatchSignature batch, @Nullable HashTree tree, DigestAlgorithm algorithm, long nanos) {
        if (end.compareAndSet(false, true)) {
            ended.accept(this);
            queue.finished(lane, key, nanos);
            complete(
                    tickets,
                    (ticket, index) -> ticket.trySuccess(new Signed(
                            batch, tree == null ? HashPath.alone(algorithm) : tree.path(index), ticket.digests())));
        }
    }

    private SigningException keyFailed(@Nullable Throwable cause) {
        return new SigningException(Reason.KEY_FAILED, "the key of member " + lane.member() + " failed to sign", cause);
    }

    private interface Completion {
        void complete(Ticket ticket, int index);
    }

    /** Completes the tickets with one task, so one wake-up, for each event loop. */
    private static void complete(List<Ticket> tickets, Completion completion) {
        for (Ticket ticket : tickets) {
            ticket.endPlace();
        }
        if (tickets.size() == 1) {
            execute(tickets.getFirst().home(), () -> completion.complete(tickets.getFirst(), 0));
            return;
        }
        IdentityHashMap<EventExecutor, List<Runnable>> byHome = new IdentityHashMap<>();
        for (int i = 0; i < tickets.size(); i++) {
            Ticket ticket = tickets.get(i);
            int index = i;
            byHome.computeIfAbsent(ticket.home(), home -> new ArrayList<>())
                    .add(() -> completion.complete(ticket, index));
        }
        byHome.forEach((home, all) -> execute(home, () -> all.forEach(Runnable::run)));
    }

    private static void execute(EventExecutor home, Runnable completion) {
        try {
            home.execute(completion);
        } catch (RejectedExecutionException e) {
            completion.run(); // the event loop has ended; whoever still looks at the future finds it complete
        }
    }
}
