package org.spean.testbed.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run of the load driver measured.
 *
 * @param exchanges answered within the measured time
 * @param non2xx of these, those with another status than 2xx
 * @param failed requests without an answer: refused or broken connections, within the measured time
 * @param total answers over the whole run, warm-up and last stragglers included
 * @param totalBad of all requests of the whole run, those that failed or had another status than 2xx
 * @param refused of all answers of the whole run, those with another status than 2xx
 * @param failures of all requests of the whole run that got no answer, and of connections that were not made: how many by reason
 * @param seconds length of the measured time
 * @param latency in nanoseconds; in an open loop from the intended start
 * @param processes by name, in the order asked for
 * @param driverCpuMs CPU time of the driver itself in the measured time, milliseconds
 */
public record LoadReport(
        int connections,
        double rate,
        long exchanges,
        long non2xx,
        long failed,
        long total,
        long totalBad,
        long refused,
        Map<String, Long> failures,
        double seconds,
        Histogram latency,
        Map<String, Cost> processes,
        double driverCpuMs) {

    /** One observed process: CPU time used in the measured time, memory at its end and at its peak. */
    public record Cost(long pid, double cpuMs, double rssMb, double peakRssMb) {}

    public double exchangesPerSecond() {
        return exchanges / seconds;
    }

    /** A latency percentile in milliseconds; 0 without any exchange. */
    public double percentileMs(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e6;
    }

    /** CPU time of all observed processes per exchange, in milliseconds. */
    public double cpuMsPerExchange() {
        return exchanges == 0
                ? 0
                : processes.values().stream().mapToDouble(Cost::cpuMs).sum() / exchanges;
    }

    /** The figures as a JSON-like map, rounded. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("connections", connections);
        if (rate > 0) {
            map.put("rate", rate);
        }
        map.put("seconds", rounded(seconds, 2));
        map.put("exchanges", exchanges);
        map.put("exchangesPerSecond", rounded(exchangesPerSecond(), 1));
        map.put("p50Ms", rounded(percentileMs(50), 3));
        map.put("p90Ms", rounded(percentileMs(90), 3));
        map.put("p99Ms", rounded(percentileMs(99), 3));
        map.put("p999Ms", rounded(percentileMs(99.9), 3));
        map.put("maxMs", rounded(latency.getMaxValue() / 1e6, 3));
        map.put("non2xx", non2xx);
        map.put("failed", failed);
        if (!failures.isEmpty()) {
            map.put("failures", failures);
        }
        map.put("driverCpuMsPerExchange", exchanges == 0 ? 0 : rounded(driverCpuMs / exchanges, 4));
        if (!processes.isEmpty()) {
            map.put("cpuMsPerExchange", rounded(cpuMsPerExchange(), 4));
            Map<String, Object> each = new LinkedHashMap<>();
            processes.forEach((name, p) -> each.put(
                    name,
                    orderedMap(
                            "cpuMsPerExchange", exchanges == 0 ? 0 : rounded(p.cpuMs / exchanges, 4),
                            "rssMb", rounded(p.rssMb, 1),
                            "peakRssMb", rounded(p.peakRssMb, 1))));
            map.put("processes", each);
        }
        return map;
    }

    /** The figures for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,.0f exchanges a second over %d connections for %.1f s (%d exchanges, %d not 2xx, %d failed)",
                exchangesPerSecond(),
                connections,
                seconds,
                exchanges,
                non2xx,
                failed));
        lines.add(String.format(
                Locale.ROOT,
                "latency ms: p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f",
                percentileMs(50),
                percentileMs(90),
                percentileMs(99),
                percentileMs(99.9),
                latency.getMaxValue() / 1e6));
        failures.forEach(
                (reason, count) -> lines.add(String.format(Locale.ROOT, "failed %d times: %s", count, reason)));
        processes.forEach((name, p) -> lines.add(String.format(
                Locale.ROOT,
                "%s: %.3f ms CPU per exchange, %.0f MB resident (peak %.0f MB)",
                name,
                exchanges == 0 ? 0 : p.cpuMs / exchanges,
                p.rssMb,
                p.peakRssMb)));
        return lines;
    }

    /** To so many digits after the point, for a report. */
    public static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    private static Map<String, Object> orderedMap(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return map;
    }
}
