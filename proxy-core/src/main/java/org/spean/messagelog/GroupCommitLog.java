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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;

/**
 * Group commit: the log writes when it is idle, and what arrives meanwhile is the next batch. A durable write is waiting,
 * not work, so nothing is gained by holding records back.
 *
 * <p>Whoever takes the {@code turn} forms a batch and hands it to the store; the turn is passed on with the outcome and given
 * up when nothing waits. A batch that fails is tried again, with the same numbers, until its records have waited for the
 * commit time-out; the first that has makes the log {@code DOWN}. From then on nothing is admitted, records of exchanges
 * already admitted are tried, and between them a probe, until one succeeds.
 */
public final class GroupCommitLog implements MessageLog {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitLog.class);
    private static final String SUBJECT = "message log";

    private final RecordStore store;
    private volatile LogSettings settings;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Events events;
    private final ScheduledExecutorService watch;

    private final Queue<WaitingRecord> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean turn = new AtomicBoolean();
    private final AtomicInteger reserved = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private final LongAdder records = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder failedWrites = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** These three belong to whoever holds the turn; the first is read by the watch as well. */
    private volatile List<WaitingRecord> writing = List.of();

    private LogBatch batch = new LogBatch(List.of(), List.of());
    private final SignatureNumbers signatures;
    private long lastNumber;

    private volatile LogState state = LogState.IDLE;
    private volatile @Nullable String trouble;
    private volatile boolean closed;

    /**
     * @param store belongs to the log from now on and is closed by it
     * @param clock for the numbers of records
     * @param ticker for the commit time-out
     * @param events hears when the log is down
     */
    public GroupCommitLog(RecordStore store, LogSettings settings, InstantSource clock, Ticker ticker, Events events) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        this.events = events;
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
        long deadline = ticker.nanoTime() + settings.commitTimeout().toNanos();
        WaitingRecord waiting = new WaitingRecord(record, home, deadline);
        queued.incrementAndGet();
        queuedBytes.addAndGet(waiting.weight);
        queue.add(waiting);
        if (turn.compareAndSet(false, true)) {
            takeTurn();
        } else if (closed) {
            fail(waiting, "the message log is closed");
        }
        return waiting.promise;
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
        if (!turn.compareAndSet(false, true)) {
            awaitDrained();
        }
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

    /** With the turn in hand: writes what waits, or gives the turn up. */
    private void takeTurn() {
        while (true) {
            if (formBatch()) {
                write();
                return;
            }
            state = LogState.IDLE;
            turn.set(false);
            if (closed) {
                drained.complete(null);
            }
            if ((queue.isEmpty() && !down()) || !turn.compareAndSet(false, true)) {
                return;
            }
        }
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
            if (head.ended() || !head.promise.setUncancellable()) {
                left(head);
                continue;
            }
            number(head, fresh);
            rows.add(new RecordRow(head.id, head.signature, head.record));
            next.add(head);
            weight += head.weight;
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
        var _ = store.write(batch).subscribe(_ -> {}, this::writeFailed, this::written);
    }

    private void written() {
        List<WaitingRecord> done = writing;
        writing = List.of();
        commits.increment();
        records.add(done.size());
        long weight = 0;
        for (WaitingRecord record : done) {
            weight += record.weight;
        }
        bytes.add(weight);
        recovered();
        complete(done);
        takeTurn();
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
                            takeTurn();
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
