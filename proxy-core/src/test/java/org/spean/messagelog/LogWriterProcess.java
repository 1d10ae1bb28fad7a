package org.spean.messagelog;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.spean.event.Events;
import org.spean.messagelog.segment.SegmentStore;

/**
 * A process that logs as fast as it can, as a gateway with so many exchanges in flight: own batches and peers' in turn.
 * Arguments: folder, records in flight, seconds, and {@code ids} to have the number of each committed record printed, with its query
 * id, as soon as it is committed. Ends by itself or by a signal; prints what it reached on standard error.
 */
public final class LogWriterProcess {

    private static final int SIGNING_BATCH = 24;
    private static final int LOOPS = 2;

    private final MessageLog log;
    private final long end;
    private final boolean ids;
    private final PrintStream out =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.US_ASCII);

    private final Queue<Long> waits = new ConcurrentLinkedQueue<>();

    private LogWriterProcess(MessageLog log, long end, boolean ids) {
        this.log = log;
        this.end = end;
        this.ids = ids;
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int inFlight = Integer.parseInt(arguments[1]);
        long seconds = Long.parseLong(arguments[2]);
        boolean ids = arguments.length > 3 && arguments[3].equals("ids");
        try (MessageLog log = new GroupCommitLog(
                SegmentStore.open(file, Optional::empty, new Events(InstantSource.system())),
                LogSettings.forExchanges(inFlight, Duration.ofSeconds(10)),
                InstantSource.system(),
                Ticker.systemTicker(),
                new Events(InstantSource.system()),
                () -> inFlight)) {
            long start = System.nanoTime();
            var process = new LogWriterProcess(log, start + TimeUnit.SECONDS.toNanos(seconds), ids);
            Thread report = Thread.ofPlatform().daemon().start(() -> report(log, seconds));
            process.run(inFlight);
            report.join();
            process.printWaits();
        }
    }

    /** Of the second half, when the code is warm. */
    private static void report(MessageLog log, long seconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(seconds * 500);
            LogCounters before = log.counters();
            long cpuBefore = cpuNanos("message-log");
            long start = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(seconds * 450);
            LogCounters after = log.counters();
            long records = after.records() - before.records();
            double took = (System.nanoTime() - start) / 1e9;
            System.err.printf(
                    "%.0f records/s, %.1f per commit, %.1f us of CPU of the writer per record; since the start %s%n",
                    records / took,
                    (double) records / (after.commits() - before.commits()),
                    (cpuNanos("message-log") - cpuBefore) / 1e3 / records,
                    after);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void printWaits() {
        long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
        System.err.printf(
                "wait in ms: p50 %.2f, p99 %.2f, p99.9 %.2f, most %.2f%n",
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[(int) (sorted.length * 0.999)] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }

    private static long cpuNanos(String thread) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().equals(thread)) {
                return threads.getThreadCpuTime(info.getThreadId());
            }
        }
        return 0;
    }

    private void run(int inFlight) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(LOOPS);
        for (int i = 0; i < LOOPS; i++) {
            EventExecutor loop = new DefaultEventExecutor();
            Exchanges exchanges = new Exchanges(
                    loop, ended, new Records(LOOPS * ProcessHandle.current().pid() + i));
            int share = inFlight / LOOPS + (i < inFlight % LOOPS ? 1 : 0);
            loop.execute(() -> exchanges.start(share));
        }
        ended.await();
    }

    /** The exchanges of one loop. */
    private final class Exchanges {

        private final EventExecutor loop;
        private final CountDownLatch ended;
        private final Records records;
        private final Deque<LogRecord> ready = new ArrayDeque<>();
        private int batches;
        private int open;

        Exchanges(EventExecutor loop, CountDownLatch ended, Records records) {
            this.loop = loop;
            this.ended = ended;
            this.records = records;
        }

        void start(int inFlight) {
            if (inFlight == 0) {
                ended.countDown();
            }
            for (int i = 0; i < inFlight; i++) {
                next();
            }
        }

        private void next() {
            if (System.nanoTime() > end) {
                if (open == 0) {
                    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
                    ended.countDown();
                }
                return;
            }
            Reservation reservation = log.reserve(1);
            if (reservation == null) {
                throw new IllegalStateException(log.unavailable());
            }
            LogRecord record = record();
            open++;
            long start = System.nanoTime();
            log.append(loop, reservation, record).addListener(done -> {
                open--;
                waits.add(System.nanoTime() - start);
                if (!done.isSuccess()) {
                    done.cause().printStackTrace();
                    System.exit(1);
                }
                Committed committed = (Committed) done.getNow();
                if (!committed.of(record)) {
                    throw new IllegalStateException("a receipt for another record");
                }
                if (ids) {
                    out.println(committed.recordId() + " " + record.queryId());
                    out.flush();
                }
                next();
            });
        }

        private LogRecord record() {
            if (ready.isEmpty()) {
                batches++;
                List<LogRecord> batch = batches % 2 == 0
                        ? records.ownBatch(Side.CONSUMER, false, SIGNING_BATCH)
                        : records.peerBatch(Side.CONSUMER, true, SIGNING_BATCH);
                ready.addAll(batch);
            }
            return ready.remove();
        }
    }
}
