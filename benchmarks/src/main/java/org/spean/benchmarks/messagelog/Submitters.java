package org.spean.benchmarks.messagelog;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.Committed;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.MessageLog;
import org.spean.messagelog.Reservation;

/**
 * Appends records on event loops, as exchanges do: a number of them in flight all the time, or so many a second whatever the log
 * does. A record that is refused or fails ends the run.
 */
final class Submitters implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final MessageLog log;
    private final List<Loop> loops = new ArrayList<>();
    private final Recorder waits = new Recorder(3);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** @param records of the first and the second event loop */
    Submitters(MessageLog log, LongFunction<SampleRecords> records) {
        this.log = log;
        for (int i = 0; i < LOOPS; i++) {
            loops.add(new Loop(records.apply(i)));
        }
    }

    /** How many of them there are: exchanges are numbered in steps of this. */
    static int loops() {
        return LOOPS;
    }

    /** Keeps so many records in flight for a time. */
    void keep(int inFlight, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        keep(inFlight, () -> () -> System.nanoTime() - end < 0);
    }

    /** Appends so many records, each event loop its share, with so many in flight. */
    void append(int inFlight, long records) throws InterruptedException {
        keep(inFlight, () -> {
            AtomicLong left = new AtomicLong(records / LOOPS);
            return () -> left.decrementAndGet() >= 0;
        });
    }

    private void keep(int inFlight, Supplier<BooleanSupplier> more) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(LOOPS);
        loops.forEach(loop -> {
            BooleanSupplier wanted = more.get();
            loop.executor.execute(() -> loop.keep(inFlight / LOOPS, wanted, ended));
        });
        await(ended);
    }

    /**
     * Appends so many records a second for a time, or until there is no more to wait for.
     *
     * @return from when a record was due until it was durable, in nanoseconds
     */
    Histogram pace(int rate, BooleanSupplier more) throws InterruptedException {
        waits.reset();
        CountDownLatch ended = new CountDownLatch(LOOPS);
        loops.forEach(loop -> loop.executor.execute(() -> loop.pace((double) rate / LOOPS / 1e9, more, ended)));
        await(ended);
        return waits.getIntervalHistogram();
    }

    private void await(CountDownLatch ended) throws InterruptedException {
        while (!ended.await(100, TimeUnit.MILLISECONDS)) {
            Throwable cause = failure.get();
            if (cause != null) {
                throw new IllegalStateException("a record was not kept: " + cause.getMessage(), cause);
            }
        }
    }

    @Override
    public void close() {
        loops.forEach(loop -> loop.executor.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    }

    /** All of it on one event loop. */
    private final class Loop {
        private final DefaultEventExecutor executor = new DefaultEventExecutor();
        private final SampleRecords records;
        private BooleanSupplier more = () -> false;
        private CountDownLatch ended = new CountDownLatch(1);
        private int open;
        private long start;
        private long appended;

        Loop(SampleRecords records) {
            this.records = records;
        }

        void keep(int inFlight, BooleanSupplier wanted, CountDownLatch over) {
            more = wanted;
            ended = over;
            open = 0;
            for (int i = 0; i < inFlight && more.getAsBoolean(); i++) {
                append(System.nanoTime(), this::again);
            }
            if (open == 0) {
                ended.countDown();
            }
        }

        private void again() {
            if (more.getAsBoolean()) {
                append(System.nanoTime(), this::again);
            } else if (open == 0) {
                ended.countDown();
            }
        }

        void pace(double perNano, BooleanSupplier wanted, CountDownLatch over) {
            more = wanted;
            ended = over;
            open = 0;
            start = System.nanoTime();
            appended = 0;
            due(perNano);
        }

        private void due(double perNano) {
            if (!more.getAsBoolean()) {
                more = () -> false;
                if (open == 0) {
                    ended.countDown();
                }
                return;
            }
            long now = System.nanoTime();
            while (appended < (now - start) * perNano) {
                append(start + (long) (appended / perNano), () -> {
                    if (open == 0 && !more.getAsBoolean()) {
                        ended.countDown();
                    }
                });
                appended++;
            }
            var _ = executor.schedule(() -> due(perNano), TICK_NANOS, TimeUnit.NANOSECONDS);
        }

        private void append(long due, Runnable then) {
            Reservation reservation = log.reserve(1);
            if (reservation == null) {
                failure.compareAndSet(null, new IllegalStateException(log.unavailable()));
                return;
            }
            open++;
            LogRecord record = records.next();
            log.append(executor, reservation, record).addListener(done -> {
                open--;
                check(done, record);
                waits.recordValue(System.nanoTime() - due);
                then.run();
            });
        }

        private void check(Future<? super Committed> done, LogRecord record) {
            if (!done.isSuccess()) {
                failure.compareAndSet(null, done.cause());
            } else if (!(done.getNow() instanceof Committed committed) || !committed.of(record)) {
                failure.compareAndSet(null, new IllegalStateException("a receipt for another record"));
            }
        }
    }
}
