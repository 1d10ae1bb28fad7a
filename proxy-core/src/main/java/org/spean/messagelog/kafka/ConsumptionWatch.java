package org.spean.messagelog.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.MessageLogException;

/**
 * Notices that nobody stores what the topic holds: evidence would wait there without a time-stamp until the topic's retention
 * removes it. Compares at intervals how far a gateway has written with how far the database says that its partition was consumed.
 */
final class ConsumptionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumptionWatch.class);

    private static final int LOOKS = 10;

    private final String subject;
    private final LongSupplier written;
    private final LongSupplier consumed;
    private final Duration bound;
    private final Events events;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;

    // Of the thread.
    private @Nullable Waiting oldest;
    private boolean told;

    /**
     * Something that is not consumed.
     *
     * @param end the offset after it
     * @param since when it was first seen, for people
     * @param sinceNanos the same by a clock that nobody sets
     */
    private record Waiting(long end, Instant since, long sinceNanos) {}

    /**
     * Looks ten times within the bound, on a thread of its own, until it is closed.
     *
     * @param subject names topic and partition
     * @param written the offset after the last record that we know to be written
     * @param consumed the offset after the last record that was stored; may fail with {@link MessageLogException}
     * @param bound how long a record may wait
     */
    static ConsumptionWatch start(
            String subject,
            LongSupplier written,
            LongSupplier consumed,
            Duration bound,
            Events events,
            InstantSource clock) {
        ConsumptionWatch watch = new ConsumptionWatch(subject, written, consumed, bound, events, clock);
        long step = Math.max(1, bound.toMillis() / LOOKS);
        var _ = watch.thread.scheduleWithFixedDelay(watch::look, step, step, TimeUnit.MILLISECONDS);
        return watch;
    }

    private ConsumptionWatch(
            String subject,
            LongSupplier written,
            LongSupplier consumed,
            Duration bound,
            Events events,
            InstantSource clock) {
        this.subject = subject;
        this.written = written;
        this.consumed = consumed;
        this.bound = bound;
        this.events = events;
        this.clock = clock;
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("message-log-consumption").factory());
    }

    private void look() {
        try {
            long stored = consumed.getAsLong();
            Waiting before = oldest;
            if (before == null || stored >= before.end) {
                long end = written.getAsLong();
                oldest = stored < end ? new Waiting(end, clock.instant(), System.nanoTime()) : null;
                if (told) {
                    events.settled(Kind.EVIDENCE_NOT_CONSUMED, subject);
                    told = false;
                }
            } else if (System.nanoTime() - before.sinceNanos > bound.toNanos()) {
                events.report(
                        Kind.EVIDENCE_NOT_CONSUMED,
                        subject,
                        "what was written before " + before.since
                                + " is not stored in the database: does 'spean evidence consume' run?");
                told = true;
            }
        } catch (MessageLogException e) {
            // a database that is lost is told of by time-stamping
            LOG.debug("{}: how far it was consumed cannot be read", subject, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
