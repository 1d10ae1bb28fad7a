package org.spean.benchmarks.messagelog;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.spean.messagelog.LogCounters;

/**
 * Measures a message log alone, in a JVM with a gateway's settings; for {@code perf/evidence}, which starts it. Arguments: {@code rate HOME SECONDS}, or
 * {@code large HOME RECORDS DOCUMENTS SECONDS}. Prints one JSON object last.
 */
public final class LogMeasurement {
    /** Records waiting at a time: 1,024 exchanges, each with its two. */
    static final int IN_FLIGHT = 2048;

    private LogMeasurement() {}

    /** Ends by an exception when anything was not kept. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, Object> figures = switch (args[0]) {
            case "rate" -> rate(args[1], Duration.ofSeconds(Long.parseLong(args[2])));
            case "large" ->
                large(
                        args[1],
                        Long.parseLong(args[2]),
                        Integer.parseInt(args[3]),
                        Duration.ofSeconds(Long.parseLong(args[4])));
            default -> throw new IllegalArgumentException(args[0] + " (expected: rate or large)");
        };
        System.out.println(new ObjectMapper().writeValueAsString(figures));
    }

    /**
     * What is sustained: from a log of which all is indexed to one of which all is indexed again. Half of the time warms up.
     */
    private static Map<String, Object> rate(String place, Duration time) throws IOException, InterruptedException {
        try (Home home = Home.open(place, "rate");
                Submitters submitters = new Submitters(
                        home.log(),
                        loop -> new SampleRecords(
                                home.clock(), loop, Submitters.loops(), SampleRecords.USUAL_BATCH, false))) {
            home.keeps(IN_FLIGHT);
            submitters.keep(IN_FLIGHT, time.dividedBy(2));
            home.store().stamps().pending();
            LogCounters before = home.log().counters();
            long cpu = cpu();
            long start = System.nanoTime();
            submitters.keep(IN_FLIGHT, time);
            double written = (System.nanoTime() - start) / 1e9;
            home.store().stamps().pending();
            double indexed = (System.nanoTime() - start) / 1e9;
            LogCounters after = home.log().counters();
            long records = after.records() - before.records();
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("recordsPerSecond", Math.round(records / indexed));
            figures.put("writtenPerSecond", Math.round(records / written));
            figures.put("recordsPerCommit", records / (after.commits() - before.commits()));
            figures.put("cpuUsPerRecord", Math.round((cpu() - cpu) / 100.0 / records) / 10.0);
            return figures;
        }
    }

    private static Map<String, Object> large(String place, long records, int documents, Duration window)
            throws IOException, InterruptedException {
        try (Home home = Home.open(place, "large")) {
            return new LargeLog(home, records, documents, window).run();
        }
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
