package org.spean.messagelog;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.spean.messagelog.sqlite.SqliteStore;

/**
 * A process that logs as fast as it can, as a gateway with so many exchanges in flight: own batches and peers' in turn.
 * Arguments: file, records in flight, seconds, and {@code ids} to have the number of each committed record printed, with its query
 * id, as soon as it is committed. Ends by itself or by a signal; prints what it reached on standard error.
 */
public final class LogWriterProcess {

    private static final int SIGNING_BATCH = 24;
    private static final int LOOPS = 2;

    private final MessageLog log;
    private final long end;
    private final boolean ids;
    private final PrintStream out = new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.US_ASCII);

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
                SqliteStore.open(file),
                LogSettings.forExchanges(inFlight, Duration.ofSeconds(10)),
                InstantSource.system(),
                Ticker.systemTicker())) {
            long start = System.nanoTime();
            var process = new LogWriterProcess(log, start + TimeUnit.SECONDS.toNanos(seconds), ids);
            process.run(inFlight);
            double took = (System.nanoTime() - start) / 1e9;
            LogCounters counters = log.counters();
            System.err.printf(
                    "%.0f records/s, %.1f per commit, %d commits, %s%n",
                    counters.records() / took,
                    (double) counters.records() / counters.commits(),
                    counters.commits(),
                    counters.store());
        }
    }

    private void run(int inFlight) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(LOOPS);
        for (int i = 0; i < LOOPS; i++) {
            EventExecutor loop = new DefaultEventExecutor();
            Exchanges exchanges = new Exchanges(loop, ended, new Records(LOOPS * ProcessHandle.current().pid() + i));
            loop.execute(() -> exchanges.start(inFlight / LOOPS));
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
            log.append(loop, reservation, record).addListener(done -> {
                open--;
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
