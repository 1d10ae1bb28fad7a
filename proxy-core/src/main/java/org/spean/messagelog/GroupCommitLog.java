package org.spean.messagelog;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.pace.BatchPace;

/**
 * Group commit: one write at a time, and what arrives meanwhile is the next batch, which is written when it is due: at once if there
 * are few exchanges, else when a share of them waits or its oldest record has waited for a few writes or 10 ms. Each write costs work besides
 * the wait, so that under load fewer of them leave more for the exchanges.
 *
 * <p>Whoever takes the {@code turn} forms a batch and hands it to the store; the turn is passed on with the outcome and given
 * up when nothing is due. Whoever adds a record looks whether that makes a batch due; else the event loop of the oldest
 * record does when its time has come. A batch that fails is tried again, with the same numbers, until its records have waited for the
 * commit time-out; the first that has makes the log {@code DOWN}. From then on nothing is admitted, records of exchanges
 * already admitted are tried, and between them a probe, until one succeeds.
 */
public final class GroupCommitLog implements MessageLog {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitLog.class);
    private static final String SUBJECT = "message log";

    private static final double WAITING_SHARE = 0.2;
    private static final int MOST_WRITES_WAITED = 3;

    /** A write that a busy machine or disk made slow must not make the next records wait for as long, and again. */
    private static final long MOST_WAITED = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long NOTHING = Long.MAX_VALUE;

    private final RecordStore store;
    private volatile LogSettings settings;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Events events;
    private final ScheduledExecutorService watch;
    private final IntSupplier inFlight;
    private final BatchPace pace = new BatchPace(WAITING_SHARE, MOST_WRITES_WAITED);

    private final Queue<WaitingRecord> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean turn = new AtomicBoolean();
    private final AtomicInteger reserved = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();
    /** Those of the queued that are in no batch yet. */
    private final AtomicInteger waiting = new AtomicInteger();
    /** Whether an event loop will look whether a batch is due. */
    private final AtomicBoolean armed = new AtomicBoolean();

    private final AtomicLong queuedBytes = new AtomicLong();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private final LongAdder records = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder failedWrites = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** These belong to whoever holds the turn; the first is read by the watch as well. */
    private volatile List<WaitingRecord> writing = List.of();

    private LogBatch batch = new LogBatch(List.of(), List.of());
    private final SignatureNumbers signatures;
    private long lastNumber;
    private long writeBegan;

    private volatile LogState state = LogState.IDLE;
    private volatile @Nullable String trouble;
    private volatile boolean closed;

    /**
     * @param store belongs to the log from now on and is closed by it
     * @param clock for the numbers of records
     * @param ticker for the commit time-out and the pace
     * @param events hears when the log is down
     * @param inFlight the exchanges in progress in this gateway: a batch is due when a share of them waits here. Called often, by
     *     any thread
     */
    public GroupCommitLog(
            RecordStore store,
            LogSettings settings,
            InstantSource clock,
            Ticker ticker,
            Events events,
            IntSupplier inFlight) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        this.events = events;
        this.inFlight = inFlight;
        this.lastNumber = store.lastId();
        this.signatures = new SignatureNumbers(store::part);
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("message-log-watch").factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.watch = executor;
        long step = Math.clamp(settings.commitTimeout().toMillis() / 20, 5, 500);
        var _ = executor.scheduleWithFixedDelay(this::expire, step, step, TimeUnit.MILLISECONDS);
    }

    /** Other bounds from now on; what is reserved or waits keeps its places. */
    public void use(LogSettings other) {
        settings = other;
    }

    @Override
    public @Nullable Reservation reserve(int records) {
        if (unavailable() != null) {
            return null;
        }
        if (reserved.addAndGet(records) > settings.places()) {
            reserved.addAndGet(-records);
            return null;
        }
        return new Reservation(records);
    }

    @Override
    public @Nullable String unavailable() {
        if (closed) {
            return "the message log is closed";
        }
        if (down()) {
            return "the message log is down: " + trouble;
        }
        if (reserved.get() >= settings.places()) {
            return "the message log has no place left (" + settings.places() + " taken)";
        }
        if (queuedBytes.get() > settings.queuedBytes()) {
            return "more than " + settings.queuedBytes() + " bytes wait to be logged";
        }
        return null;
    }

    @Override
    public Future<Committed> append(EventExecutor home, Reservation reservation, LogRecord record) {
        reservation.use();
        WaitingRecord added = new WaitingRecord(
                record, home, ticker.nanoTime(), settings.commitTimeout().toNanos());
        queued.incrementAndGet();
        queuedBytes.addAndGet(added.weight);
        queue.add(added);
        waiting.incrementAndGet();
        lookWhetherDue();
        if (closed) {
            fail(added, "the message log is closed");
        }
        return added.promise;
    }

    @Override
    public void release(Reservation reservation) {
        reserved.addAndGet(-reservation.end());
    }

    @Override
    public LogCounters counters() {
        return new LogCounters(
                records.sum(),
                commits.sum(),
                failedWrites.sum(),
                bytes.sum(),
                queued.get(),
                queuedBytes.get(),
                reserved.get(),
                state,
                store.counters());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (turn.compareAndSet(false, true)) {
            takeTurn(false);
        }
        awaitDrained();
        watch.shutdownNow();
        writing.forEach(record -> fail(record, "the message log is closed"));
        queue.forEach(record -> fail(record, "the message log is closed"));
        store.close();
    }

    private void awaitDrained() {
        try {
            drained.get(settings.commitTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("The message log closes with {} records not written", queued.get(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes if a batch is due and nobody writes; sees to it that somebody looks again if one will be. */
    private void lookWhetherDue() {
        while (!turn.get()) {
            long delay = delay();
            if (delay > 0) {
                if (delay == NOTHING || !armed.compareAndSet(false, true) || lookAfter(delay)) {
                    return;
                }
            }
            if (turn.compareAndSet(false, true)) {
                takeTurn(true);
                return;
            }
        }
    }

    /**
     * With the turn in hand: writes, or gives the turn up; after the end it is kept, so that nothing is written any more.
     *
     * @param due whether what waits is known to be due
     */
    private void takeTurn(boolean due) {
        if ((due || delay() <= 0) && formBatch()) {
            write();
            return;
        }
        state = LogState.IDLE;
        if (closed) {
            drained.complete(null);
            return;
        }
        turn.set(false);
        lookWhetherDue();
    }

    /** Nanoseconds until the next batch is due; 0 or less: now. */
    private long delay() {
        WaitingRecord oldest = queue.peek();
        if (closed || down()) {
            return 0;
        }
        if (oldest == null) {
            return NOTHING;
        }
        LogSettings bounds = settings;
        int count = waiting.get();
        if (count >= bounds.batchRecords() || queuedBytes.get() >= bounds.batchBytes()) {
            return 0;
        }
        long now = ticker.nanoTime();
        return Math.min(
                pace.delay(count, inFlight.getAsInt(), oldest.arrived, now), oldest.arrived + MOST_WAITED - now);
    }

    /** On the event loop of the oldest record, which is awake anyway. False if that has ended. */
    private boolean lookAfter(long nanos) {
        WaitingRecord oldest = queue.peek();
        try {
            if (oldest != null) {
                var _ = oldest.home.schedule(this::lookNow, nanos, TimeUnit.NANOSECONDS);
                return true;
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("An event loop has ended; what waits is written now", e);
        }
        armed.set(false);
        return false;
    }

    private void lookNow() {
        armed.set(false);
        lookWhetherDue();
    }

    private boolean formBatch() {
        List<WaitingRecord> next = new ArrayList<>();
        List<RecordRow> rows = new ArrayList<>();
        List<SignatureRow> fresh = new ArrayList<>();
        long weight = 0;
        while (next.size() < settings.batchRecords()) {
            WaitingRecord head = queue.peek();
            if (head == null || (!next.isEmpty() && weight + head.weight > settings.batchBytes())) {
                break;
            }
            queue.remove();
            waiting.decrementAndGet();
            if (head.ended() || !head.promise.setUncancellable()) {
                left(head);
                continue;
            }
            number(head, fresh);
            rows.add(new RecordRow(head.id, head.signature, head.record));
            next.add(head);
            weight += head.weight;
        }
        if (!next.isEmpty()) {
            pace.began(next.size(), inFlight.getAsInt());
        }
        writing = next;
        batch = new LogBatch(fresh, rows);
        return !next.isEmpty();
    }

    /** A record's signature has a smaller number, in the same part of the store. */
    private void number(WaitingRecord head, List<SignatureRow> fresh) {
        long number = nextNumber();
        Long known = signatures.known(head.record, number);
        if (known == null) {
            known = number;
            number = nextNumber();
            while (store.part(known) != store.part(number)) {
                known = number;
                number = nextNumber();
            }
            fresh.add(signatures.add(head.record, known));
        }
        head.signature = known;
        head.id = number;
    }

    private void write() {
        if (!down()) {
            state = LogState.WRITING;
        }
        writeBegan = ticker.nanoTime();
        var _ = store.write(batch).subscribe(_ -> {}, this::writeFailed, this::written);
    }

    private void written() {
        List<WaitingRecord> done = writing;
        writing = List.of();
        pace.took(ticker.nanoTime() - writeBegan);
        commits.increment();
        records.add(done.size());
        long weight = 0;
        for (WaitingRecord record : done) {
            weight += record.weight;
        }
        bytes.add(weight);
        recovered();
        complete(done);
        takeTurn(false);
    }

    /** One wake-up per event loop and batch, however many of its records were in it. */
    @SuppressWarnings("ReferenceEquality") // the same executor
    private void complete(List<WaitingRecord> done) {
        done.forEach(this::left);
        List<WaitingRecord> others = done;
        while (!others.isEmpty()) {
            EventExecutor home = others.getFirst().home;
            List<WaitingRecord> ours = new ArrayList<>(others.size());
            List<WaitingRecord> rest = new ArrayList<>();
            for (WaitingRecord record : others) {
                (record.home == home ? ours : rest).add(record);
            }
            others = rest;
            try {
                home.execute(() -> {
                    for (WaitingRecord record : ours) {
                        record.promise.trySuccess(new Committed(record.id, record.record));
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("{} records are durable, but their event loop has ended", ours.size(), e);
            }
        }
    }

    private void writeFailed(Throwable cause) {
        failedWrites.increment();
        if (trouble == null) {
            LOG.warn("The message log could not be written; trying again", cause);
        }
        trouble = reason(cause);
        later(this::tryAgain);
    }

    /** With the turn in hand: what is still awaited of the failed batch, else what else waits, else a probe. */
    private void tryAgain() {
        List<WaitingRecord> awaited = new ArrayList<>();
        List<RecordRow> rows = new ArrayList<>();
        for (WaitingRecord record : writing) {
            if (record.ended()) {
                left(record);
            } else {
                awaited.add(record);
                rows.add(new RecordRow(record.id, record.signature, record.record));
            }
        }
        writing = awaited;
        if (!awaited.isEmpty()) {
            batch = new LogBatch(batch.signatures(), rows);
            write();
            return;
        }
        signatures.forget();
        if (formBatch()) {
            write();
        } else {
            probe();
        }
    }

    private void probe() {
        if (closed) {
            drained.complete(null);
            return;
        }
        if (down()) {
            state = LogState.PROBING;
        }
        var _ = store.probe()
                .subscribe(
                        _ -> {},
                        cause -> {
                            trouble = reason(cause);
                            if (down()) {
                                state = LogState.DOWN;
                            }
                            later(this::tryAgain);
                        },
                        () -> {
                            recovered();
                            takeTurn(false);
                        });
    }

    private void recovered() {
        if (trouble != null || down()) {
            LOG.info("The message log can be written again");
            events.settled(Kind.MESSAGE_LOG_DOWN, SUBJECT);
            trouble = null;
            state = LogState.WRITING;
        }
    }

    /** On the watch: fails what has waited too long, whatever the store is doing. */
    private void expire() {
        long now = ticker.nanoTime();
        boolean overdue = false;
        for (WaitingRecord record : writing) {
            overdue |= failIfOverdue(record, now);
        }
        for (Iterator<WaitingRecord> all = queue.iterator(); all.hasNext(); ) {
            WaitingRecord record = all.next();
            if (record.deadline - now > 0) {
                break;
            }
            overdue |= failIfOverdue(record, now);
        }
        if (overdue && !down()) {
            String why = trouble;
            String reason = why == null ? "a write takes longer than " + settings.commitTimeout() : why;
            trouble = reason;
            state = LogState.DOWN;
            events.report(Kind.MESSAGE_LOG_DOWN, SUBJECT, reason + "; messages are refused until it can be written");
            if (turn.compareAndSet(false, true)) {
                tryAgain(); // the write ended just now: whether the log is up has to be found out again
            }
        }
        lookNow(); // an event loop that was to look may have ended
    }

    private boolean failIfOverdue(WaitingRecord record, long now) {
        return record.deadline - now <= 0 && fail(record, "not durable within " + settings.commitTimeout());
    }

    private boolean fail(WaitingRecord record, String why) {
        String reason = trouble;
        return record.promise.tryFailure(new MessageLogException(
                "The record was not written: " + (reason == null ? why : why + ", " + reason), null));
    }

    /** A record has left queue and batch for good. */
    private void left(WaitingRecord record) {
        queued.decrementAndGet();
        queuedBytes.addAndGet(-record.weight);
        reserved.decrementAndGet();
    }

    private void later(Runnable task) {
        try {
            var _ = watch.schedule(task, settings.retryInterval().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The message log is closed; nothing is tried again", e);
        }
    }

    private boolean down() {
        LogState now = state;
        return now == LogState.DOWN || now == LogState.PROBING;
    }

    private long nextNumber() {
        lastNumber = store.number(Math.max(lastNumber + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())));
        return lastNumber;
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
