package org.spean.opmonitor;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.spean.event.Events;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.OwnerQuestions;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.view.View;

/**
 * Keeps a record of every exchange for a time. Exchanges only put theirs into a queue; a thread of its own empties it four times
 * a second. When the queue is full, or the file cannot be written, records are lost and counted, and exchanges go on.
 */
public final class OperationalMonitor implements AutoCloseable {
    private static final int BATCH = 2_000;
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CLEAN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_MILLIS = 5_000;

    /** How far the clock may be set back, in seconds, before it counts as one that was wrong. */
    private static final long SET_BACK = 60;

    private final Path file;
    private final InstantSource clock;
    private final Events events;
    private final BlockingQueue<OperationalRecord> queue;
    private final HealthStatistics health;
    private final long startedMillis;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder unwritten = new LongAdder();
    private final Thread writer =
            Thread.ofPlatform().name("op-monitor").daemon().unstarted(this::run);
    private final OwnerQuestions questions = new OwnerQuestions("op-monitor-answers", "operational data");

    private volatile @Nullable RecordStore store;
    private volatile Duration retention;
    private volatile boolean closing;

    // the writer's own
    private long openNextNanos = System.nanoTime();
    private long cleanNextNanos = System.nanoTime();
    private long latestSecond;
    private long toldDropped;

    private OperationalMonitor(
            Path file, int buffer, Duration healthPeriod, Duration retention, InstantSource clock, Events events) {
        this.file = file;
        this.clock = clock;
        this.events = events;
        this.retention = retention;
        queue = new ArrayBlockingQueue<>(buffer);
        health = new HealthStatistics(healthPeriod);
        startedMillis = clock.instant().toEpochMilli();
    }

    /**
     * Begins to keep records; does not wait until the file is open.
     *
     * @param file made if absent, its folder too
     * @param buffer records that may wait in memory
     * @param healthPeriod over which services are judged
     * @param retention how long records are kept
     */
    public static OperationalMonitor start(
            Path file, int buffer, Duration healthPeriod, Duration retention, InstantSource clock, Events events) {
        OperationalMonitor monitor = new OperationalMonitor(file, buffer, healthPeriod, retention, clock, events);
        monitor.writer.start();
        return monitor;
    }

    /** How long records are kept from now on. */
    public void retention(Duration changed) {
        retention = changed;
    }

    /** Hears of the exchanges that begin under one configuration. */
    public ExchangeObserver observer(View view) {
        RecordFactory factory = new RecordFactory(view);
        return report -> offer(factory.record(report));
    }

    private void offer(OperationalRecord exchange) {
        if (!queue.offer(exchange)) {
            dropped.increment();
        }
    }

    /** Records lost because too many were waiting, or the file could not be written. */
    public long dropped() {
        return dropped.sum() + unwritten.sum();
    }

    /** Records that wait to be written. */
    public int waiting() {
        return queue.size();
    }

    HealthStatistics health() {
        return health;
    }

    /** Milliseconds of any origin, by which the period of health moves on. */
    static long healthMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    InstantSource clock() {
        return clock;
    }

    /** Milliseconds since 1970. */
    long startedMillis() {
        return startedMillis;
    }

    // ---- questions

    /** Does something on the one thread that may read the store. */
    void answer(Runnable task) {
        questions.answer(task);
    }

    /** The open store; on the thread of {@link #answer} only. */
    RecordStore store() {
        RecordStore open = store;
        if (open == null) {
            throw FaultException.of(
                    FaultCode.INTERNAL_ERROR, Origin.SERVER_PROXY, "Operational data cannot be read at the moment");
        }
        return open;
    }

    // ---- the writer

    private void run() {
        List<OperationalRecord> batch = new ArrayList<>();
        LockSupport.parkNanos(this, START_NANOS); // the gateway has other things to do first
        while (!closing) {
            round(batch);
            if (!closing && queue.size() < BATCH) {
                LockSupport.parkNanos(this, ROUND_NANOS);
            }
        }
        round(batch);
    }

    private void round(List<OperationalRecord> batch) {
        open();
        while (queue.drainTo(batch, BATCH) > 0) {
            keep(batch);
            batch.clear();
        }
        clean();
        long lost = dropped.sum();
        if (lost != toldDropped) {
            toldDropped = lost;
            events.report(
                    Events.Kind.MONITORING_FAILED,
                    "operationalMonitoring.buffer",
                    "more exchanges ended than could be recorded: records are lost");
        }
    }

    private void open() {
        if (store != null || System.nanoTime() - openNextNanos < 0) {
            return;
        }
        try {
            RecordStore.prepareFolder(file);
            RecordStore opened = RecordStore.open(file);
            latestSecond = opened.latest();
            store = opened;
            events.settled(Events.Kind.MONITORING_FAILED, file.toString());
        } catch (SQLException | java.io.IOException e) {
            failed(e);
            openNextNanos = System.nanoTime() + REOPEN_NANOS;
        }
    }

    private void keep(List<OperationalRecord> batch) {
        long time = healthMillis();
        batch.forEach(each -> health.add(each, time));
        RecordStore open = store;
        if (open == null) {
            unwritten.add(batch.size());
            return;
        }
        latestSecond = secondAfter(latestSecond, clock.instant().getEpochSecond());
        try {
            open.add(batch, latestSecond);
            events.settled(Events.Kind.MONITORING_FAILED, file.toString());
        } catch (SQLException e) {
            unwritten.add(batch.size());
            failed(e);
        }
    }

    /**
     * The second of records that are kept now. Never earlier than what was told already if the clock was set back a little; but
     * records of a time that has yet to come are told to nobody until it has, which must not befall those that follow them.
     */
    static long secondAfter(long latest, long now) {
        return latest - now > SET_BACK ? now : Math.max(latest, now);
    }

    private void clean() {
        RecordStore open = store;
        if (open == null || System.nanoTime() - cleanNextNanos < 0) {
            return;
        }
        try {
            long oldest = clock.instant().minus(retention).getEpochSecond();
            if (!open.removeBefore(oldest)) {
                cleanNextNanos = System.nanoTime() + CLEAN_NANOS;
            }
        } catch (SQLException e) {
            cleanNextNanos = System.nanoTime() + CLEAN_NANOS;
            failed(e);
        }
    }

    private void failed(Exception e) {
        events.report(Events.Kind.MONITORING_FAILED, file.toString(), "records are lost: " + e.getMessage());
    }

    /** Writes what waits and closes the file. Blocks for a few seconds at most. */
    @Override
    public void close() throws SQLException {
        closing = true;
        LockSupport.unpark(writer);
        questions.close();
        try {
            writer.join(CLOSE_MILLIS);
            questions.awaitEnd(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RecordStore open = store;
        if (open != null) {
            open.close();
        }
    }
}
