package org.spean.crypto.signing;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.key.VerifyingKeys;
import org.spean.crypto.signing.SigningException.Reason;
import org.spean.identifier.MemberId;
import org.spean.pace.BatchPace;

/**
 * Signs messages, many by one signature: those of a member that wait become a batch, their hash chain result is signed once, and
 * each gets its own path in the chain. Signing never happens on the caller's thread but on a small crew of threads; a message alone
 * is signed at once, under load batches grow until signing takes a bounded share of the CPU.
 *
 * <p>What holds: every accepted message ends exactly once, signed, failed or cancelled before its batch was closed; it is in one
 * batch only; a member has at most one batch running; signing time, identity and OCSP responses are those of the moment the batch is
 * closed; a signature is verified before anybody gets it. What waits is bounded by the places.
 *
 * <p>Safe for use by many threads.
 */
public final class BatchSigner implements AutoCloseable {
    private final SignerSettings settings;
    private final SigningIdentities identities;
    private final InstantSource clock;
    private final SigningQueue queue;
    private final AtomicInteger taken;
    private final VerifyingKeys verifying = new VerifyingKeys();
    private final LongAdder messages = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final Set<SigningBatch> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Starts the crew. The places taken stand for the exchanges in flight, which fits where an exchange signs late in its life.
     *
     * @param identities asked once for each batch
     * @param clock for the signing times
     */
    public BatchSigner(SigningIdentities identities, InstantSource clock, SignerSettings settings) {
        this(identities, clock, settings, new AtomicInteger(), null);
    }

    /**
     * Starts the crew.
     *
     * @param inFlight the exchanges in progress in this gateway, in whatever step: a batch is due when a share of them waits here.
     *     Called often, by any thread
     */
    public BatchSigner(
            SigningIdentities identities, InstantSource clock, SignerSettings settings, IntSupplier inFlight) {
        this(identities, clock, settings, new AtomicInteger(), inFlight);
    }

    private BatchSigner(
            SigningIdentities identities,
            InstantSource clock,
            SignerSettings settings,
            AtomicInteger taken,
            @Nullable IntSupplier inFlight) {
        this.identities = identities;
        this.clock = clock;
        this.settings = settings;
        this.taken = taken;
        BatchPace pace = new BatchPace(settings.waitingShare(), settings.maxWait());
        this.queue = new SigningQueue(pace, inFlight == null ? taken::get : inFlight, System::nanoTime);
        for (int i = 1; i <= settings.crew(); i++) {
            Thread.ofPlatform().daemon().name("spean-signer-" + i).start(this::work);
        }
    }

    /** A place for one message, or null if all are taken. Must be used or cancelled. */
    public @Nullable Place reserve() {
        return Place.reserve(taken, settings.places());
    }

    /** Places taken: reserved, or used by messages that are not signed yet. */
    public int placesTaken() {
        return taken.get();
    }

    /** What has been signed since the start. */
    public SignerCounters counters() {
        return new SignerCounters(messages.sum(), batches.sum());
    }

    /**
     * Signs a message.
     *
     * @param home the caller's event loop, on which the future completes
     * @param place of {@link #reserve()}; used up by this
     * @return fails with {@link SigningException}; can be cancelled until its batch is closed
     * @throws IllegalStateException if the place was used or cancelled before
     */
    public Future<Signed> sign(EventExecutor home, Place place, MemberId member, MessageDigests digests) {
        Ticket ticket = new Ticket(queue, place, home, member, digests);
        if (!place.use(ticket)) {
            throw new IllegalStateException("place: was used or cancelled before");
        }
        if (!queue.add(ticket)) {
            ticket.endPlace();
            ticket.tryFailure(closedException());
        }
        return ticket;
    }

    /** Gives the place back; what it was used for is cancelled unless its batch is closed. More than once does no harm. */
    public void cancel(Place place) {
        place.cancel();
    }

    /** Fails all that is not signed yet; batches at keys on this CPU end within one signature. */
    @Override
    public void close() {
        closed = true;
        SigningBatch.fail(queue.close(), closedException());
        for (SigningBatch batch : running) {
            batch.fail(closedException());
        }
    }

    private void work() {
        for (SigningQueue.Turn turn = queue.take(); turn != null; turn = queue.take()) {
            List<Ticket> tickets = turn.tickets();
            // from here on they are in the batch, and nobody can cancel them any more
            tickets.removeIf(ticket -> !ticket.setUncancellable());
            if (!tickets.isEmpty()) {
                messages.add(tickets.size());
                batches.increment();
            }
            SigningBatch batch = new SigningBatch(turn.lane(), tickets, queue, running::remove);
            running.add(batch);
            if (closed) {
                batch.fail(closedException());
            } else {
                batch.run(identities, clock, verifying, settings.keyTimeout());
            }
        }
    }

    private static SigningException closedException() {
        return new SigningException(Reason.CLOSED, "the signer is closed", null);
    }
}
