package org.spean.timestamp;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.timestamp.StampRound;
import org.spean.crypto.timestamp.VerifiedTimeStamp;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.ArchiveLedger.Duty;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceAccess;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.KeptEvidence;
import org.spean.messagelog.StampLedger.SignatureDocument;
import org.spean.messagelog.StampLedger.Stamped;

/**
 * Time-stamps the signature documents of a message log: at intervals all that wait, and single ones on demand.
 *
 * <p>A run makes rounds of at most so many documents as one time-stamp may cover, until one is not full; of several
 * gateways on the same log one at a time does that. A run fails when no authority gives a time-stamp or the log cannot be
 * read or written; then it is tried again after the retry delay. When runs have failed for longer than is acceptable,
 * {@link #refusing} holds until one succeeds. No document is ever given up.
 */
public final class TimeStamping implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TimeStamping.class);

    /** The duty of stamping at intervals, as the log knows it. */
    public static final String DUTY = "time-stamping";

    private static final Duration FIRST_RUN = Duration.ofSeconds(1);
    private static final long TICK_MILLIS = 250;
    private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EvidenceAccess evidence;
    private final Supplier<StampSettings> settings;
    private final StampQuestions questions;
    private final AuthorityStatuses statuses = new AuthorityStatuses();
    private final Events events;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread;
    private final ReentrantLock forcing = new ReentrantLock();
    private final LongAdder documents = new LongAdder();
    private final LongAdder stamps = new LongAdder();

    private volatile long pending;
    private volatile @Nullable Instant lastSuccess;
    private volatile @Nullable Failure failure;
    private volatile Duration acceptable = Duration.ZERO;
    private volatile boolean closed;

    // Of the thread.
    private long nextRun;
    private long nextCount;

    /**
     * Why it fails now.
     *
     * @param since for people
     * @param sinceNanos the same by a clock that nobody sets
     */
    private record Failure(Instant since, long sinceNanos, String reason) {}

    /**
     * Does nothing by itself before {@link #start}.
     *
     * @param settings asked for at every run
     */
    public TimeStamping(
            EvidenceAccess evidence,
            Supplier<StampSettings> settings,
            EventLoopGroup loops,
            Events events,
            InstantSource clock) {
        this(evidence, settings, loops, events, clock, System::nanoTime);
    }

    /** @param nanos nanoseconds of any origin, by which failing lasts */
    TimeStamping(
            EvidenceAccess evidence,
            Supplier<StampSettings> settings,
            EventLoopGroup loops,
            Events events,
            InstantSource clock,
            LongSupplier nanos) {
        this.evidence = evidence;
        this.settings = settings;
        this.questions = new StampQuestions(loops, clock);
        this.events = events;
        this.clock = clock;
        this.nanos = nanos;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("spean-time-stamps").factory());
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        this.thread = executor;
    }

    /** Stamps at intervals from now on; what waits already, in a second. */
    public void start() {
        nextRun = System.nanoTime() + FIRST_RUN.toNanos();
        nextCount = nextRun;
        var _ = thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            StampSettings wanted = settings.get();
            if (now - nextRun >= 0) {
                run();
                nextRun = now + wanted.pause(failure != null).toNanos();
            } else {
                // an interval that was shortened counts at once
                nextRun = Math.min(nextRun - now, wanted.pause(failure != null).toNanos()) + now;
                if (now - nextCount >= 0) {
                    count();
                    nextCount = now + COUNT_NANOS;
                }
            }
            acceptable = wanted.acceptableFailure();
        } catch (RuntimeException e) { // the next tick may do better
            failed(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * One run now, on the caller's thread.
     *
     * @return signature documents stamped
     */
    public long run() {
        long before = documents.sum();
        StampSettings now = settings.get();
        try {
            boolean ours = evidence.<Boolean, StampException>with(store -> stampAll(store, now));
            if (ours) {
                succeeded();
            }
        } catch (StampException | RuntimeException e) { // the home of the log may fail by anything
            failed(String.valueOf(e.getMessage()), e);
        }
        acceptable = now.acceptableFailure();
        count();
        long stamped = documents.sum() - before;
        if (stamped > 0) {
            log.info("time-stamped {} signature documents, {} wait", stamped, pending);
        }
        return stamped;
    }

    /** @return whether it was up to us */
    private boolean stampAll(KeptEvidence store, StampSettings now) throws StampException {
        Optional<Duty> duty = store.archive().begin(DUTY);
        if (duty.isEmpty()) {
            watch(store, now);
            return false;
        }
        try (Duty _ = duty.get()) {
            StampTurn turn = new StampTurn(questions, now, statuses, events);
            long after = 0;
            while (!closed) {
                PendingRound round = PendingRound.collect(store.stamps(), after, now.documents());
                if (round == null) {
                    break;
                }
                store.stamps().keep(round.stamped(turn.stamp(round.request())));
                stamps.increment();
                documents.add(round.documents());
                if (!round.full()) {
                    break;
                }
                after = round.last();
            }
        }
        return true;
    }

    /** Another gateway stamps: it fails if something has waited for two intervals. */
    private void watch(KeptEvidence store, StampSettings now) throws StampException {
        List<SignatureDocument> oldest = store.stamps().pending(0, 1);
        if (!oldest.isEmpty()) {
            Instant since = Instant.EPOCH.plus(oldest.getFirst().id(), ChronoUnit.MICROS);
            if (since.plus(now.interval().multipliedBy(2)).isBefore(clock.instant())) {
                throw StampException.unreachable(
                        "the gateway that time-stamps has left a signature waiting since " + since, null);
            }
        }
        succeeded();
    }

    /**
     * The time-stamp of a record, made now if there is none: of its signature document alone. Blocks, for the time-out of
     * a question to each authority at most, and while another is made.
     *
     * @throws StampException if no authority gives one; the text is for the operator
     * @throws NoSuchElementException if there is no such record
     */
    public EvidenceStamp force(long recordId) throws StampException {
        forcing.lock();
        try {
            return evidence.<EvidenceStamp, StampException>with(store -> force(store, recordId));
        } finally {
            forcing.unlock();
        }
    }

    private EvidenceStamp force(KeptEvidence store, long recordId) throws StampException {
        EvidenceStamp present = stamp(store, recordId);
        if (present != null) {
            return present;
        }
        SignatureDocument document = store.stamps().of(recordId);
        if (document == null) {
            throw new NoSuchElementException("record " + recordId + ": has no signature document");
        }
        StampRound round = StampRound.over(DigestAlgorithm.SHA_512, List.of(document.document()));
        StampTurn turn = new StampTurn(questions, settings.get(), statuses, events);
        VerifiedTimeStamp made = turn.stamp(round.request());
        store.stamps()
                .keep(new Stamped(made.time(), made.token(), null, Collections.singletonMap(document.id(), null)));
        stamps.increment();
        documents.increment();
        succeeded(); // an authority answers again
        EvidenceStamp kept = stamp(store, recordId); // a run may have been quicker
        return kept == null ? new EvidenceStamp(made.time(), made.token(), null, null) : kept;
    }

    private static @Nullable EvidenceStamp stamp(KeptEvidence store, long recordId) {
        try (EvidenceReader reader = store.reader()) {
            Evidence record = reader.read(recordId);
            if (record == null) {
                throw new NoSuchElementException("record " + recordId + ": there is none");
            }
            return record.stamp();
        }
    }

    private void count() {
        try {
            pending = evidence.<Long, RuntimeException>with(
                    store -> store.stamps().pending());
        } catch (RuntimeException e) { // a log that cannot be read is reported by the runs
            log.debug("what waits for a time-stamp cannot be counted", e);
        }
    }

    private void succeeded() {
        if (failure != null) {
            log.info("time-stamping works again");
            events.settled(Kind.TIME_STAMPING_FAILED, DUTY);
        }
        failure = null;
        lastSuccess = clock.instant();
    }

    private void failed(String reason, Throwable cause) {
        if (closed) {
            return; // cut short by the end
        }
        Failure before = failure;
        Failure now = before == null
                ? new Failure(clock.instant(), nanos.getAsLong(), reason)
                : new Failure(before.since, before.sinceNanos, reason);
        failure = now;
        log.debug("time-stamping failed", cause);
        events.report(Kind.TIME_STAMPING_FAILED, DUTY, reason + "; fails since " + now.since);
    }

    /** Whether stamping has failed for so long that no message may be taken. Cheap. */
    public boolean refusing() {
        Failure current = failure;
        Duration most = acceptable;
        return current != null && most.isPositive() && nanos.getAsLong() - current.sinceNanos > most.toNanos();
    }

    /** How it stands; cheap. */
    public StampStatus status() {
        Failure current = failure;
        return new StampStatus(
                pending,
                documents.sum(),
                stamps.sum(),
                lastSuccess,
                current == null ? null : current.since,
                current == null ? null : current.reason,
                refusing(),
                statuses.of(settings.get().authorities()));
    }

    /** Lets a question end that is under way, for a few seconds at most. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(3, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        questions.close();
    }
}
