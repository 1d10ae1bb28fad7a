package org.spean.benchmarks.messagelog;

import static org.spean.testbed.load.LoadReport.rounded;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;

/**
 * What a large log costs: a look-up by a query id, as a download does it; a round of time-stamps, beside one in a log that was empty; and removal of what was kept
 * long enough, for those who write meanwhile. What is looked for must be there, and what is to go must go, or it ends by an exception.
 */
final class LargeLog {
    /** Records a second while it is cleaned or asked: what a pair with 500 exchanges a second writes on one side. */
    private static final int PACE = 1000;

    private static final int QUERIES = 1000;
    private static final Duration OLD = Duration.ofDays(3);

    private final Home home;
    private final long records;
    private final int documents;
    private final Duration window;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /**
     * @param records that it is filled with
     * @param documents of a round of time-stamps
     * @param window for which writers are watched, each time
     */
    LargeLog(Home home, long records, int documents, Duration window) {
        this.home = home;
        this.records = records;
        this.documents = documents;
        this.window = window;
    }

    Map<String, Object> run() throws IOException, InterruptedException {
        home.shift(OLD);
        try (Stamping stamping = Stamping.start(home, documents);
                Submitters few = submitters(1L << 40, 2);
                Submitters many = submitters(0, SampleRecords.USUAL_BATCH)) {
            few.append(LogMeasurement.IN_FLIGHT, 4L * documents); // two messages a document: two rounds to warm up
            stamping.run();
            figures.put("emptyRoundMs", round(few, stamping));
            long start = System.nanoTime();
            many.append(LogMeasurement.IN_FLIGHT, records);
            say("filled with %,d records in %.0f s", records, (System.nanoTime() - start) / 1e9);
            start = System.nanoTime();
            long stamped = stamping.run();
            double took = (System.nanoTime() - start) / 1e9;
            say("indexed, and %,d signature documents time-stamped, in %.0f s", stamped, took);
            figures.put("records", records);
            figures.put("roundMs", round(few, stamping));
            home.shift(Duration.ZERO);
            queries(many);
            removal(many);
            return figures;
        }
    }

    private Submitters submitters(long first, int batch) {
        return new Submitters(
                home.log(), loop -> new SampleRecords(home.clock(), first + loop, Submitters.loops(), batch, true));
    }

    /** Milliseconds that a full round takes. */
    private double round(Submitters few, Stamping stamping) throws InterruptedException {
        few.append(LogMeasurement.IN_FLIGHT, 2L * documents);
        home.store().stamps().pending(); // waits for the index, which is not what is measured
        long start = System.nanoTime();
        long stamped = stamping.run();
        double took = (System.nanoTime() - start) / 1e6;
        say("a round of %,d documents: %.0f ms", stamped, took);
        return rounded(took * documents / Math.max(1, stamped), 1);
    }

    private void queries(Submitters submitters) throws InterruptedException {
        ask(QUERIES, 7); // cold code
        Histogram quiet = ask(QUERIES, 11);
        CompletableFuture<Histogram> asked = CompletableFuture.supplyAsync(() -> ask(QUERIES, 13));
        submitters.pace(PACE, () -> !asked.isDone());
        Histogram busy = asked.join();
        figures.put("queryMs", milliseconds(quiet, 99));
        figures.put("queryMedianMs", milliseconds(quiet, 50));
        figures.put("queryBusyMs", milliseconds(busy, 99));
        figures.put("queryBusyMedianMs", milliseconds(busy, 50));
        say(
                "a query by id: median %.2f ms, p99 %.2f ms; while %,d records/s are written median %.2f, p99 %.2f ms",
                milliseconds(quiet, 50), milliseconds(quiet, 99), PACE, milliseconds(busy, 50), milliseconds(busy, 99));
    }

    /** As a download does it: with a reader of its own, and both records read. */
    private Histogram ask(int times, long seed) {
        Histogram took = new Histogram(3);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < times; i++) {
            long exchange = random.nextLong(
                    records / 2 - 4 * SampleRecords.USUAL_BATCH); // the last ones may wait for their answers
            String id = SampleRecords.queryId(exchange);
            long start = System.nanoTime();
            try (EvidenceReader reader = home.store().reader()) {
                List<Long> found = reader.find(EvidenceQuery.id(id), 10_001);
                if (found.size() != 2) {
                    throw new IllegalStateException(id + ": " + found.size() + " records (expected: 2)");
                }
                for (long number : found) {
                    Evidence record = reader.read(number);
                    if (record == null || !record.queryId().equals(id) || record.stamp() == null) {
                        throw new IllegalStateException("record " + number + ": not what was written");
                    }
                }
            }
            took.recordValue(System.nanoTime() - start);
        }
        return took;
    }

    private void removal(Submitters submitters) throws InterruptedException {
        submitters.pace(PACE, lasting(window)); // whatever is new to those who write in turn
        Histogram quiet = submitters.pace(PACE, lasting(window));
        long start = System.nanoTime();
        CompletableFuture<Long> removal = CompletableFuture.supplyAsync(() -> {
            long removed = home.store().archive().remove(home.clock().instant().minus(Duration.ofDays(1)), false);
            say("removed %,d records in %.0f ms", removed, (System.nanoTime() - start) / 1e6);
            return removed;
        });
        BooleanSupplier wait = lasting(window);
        Histogram cleaned = submitters.pace(PACE, () -> wait.getAsBoolean() || !removal.isDone());
        long removed = removal.join();
        if (removed < records * 9 / 10) {
            throw new IllegalStateException("only " + removed + " records of " + records + " were removed");
        }
        figures.put("removed", removed);
        figures.put("writeP99Ms", milliseconds(quiet, 99));
        figures.put("writeP99CleaningMs", milliseconds(cleaned, 99));
        say(
                "%,d records/s wait for the log: p99 %.1f ms (most %.0f); while it is cleaned p99 %.1f ms (most %.0f)",
                PACE,
                milliseconds(quiet, 99),
                milliseconds(quiet, 100),
                milliseconds(cleaned, 99),
                milliseconds(cleaned, 100));
    }

    private static BooleanSupplier lasting(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() - end < 0;
    }

    private static double milliseconds(Histogram histogram, double percentile) {
        return rounded(histogram.getValueAtPercentile(percentile) / (double) TimeUnit.MILLISECONDS.toNanos(1), 2);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotations are no dependency of ours
    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
