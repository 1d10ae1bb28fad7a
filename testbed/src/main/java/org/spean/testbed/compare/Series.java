package org.spean.testbed.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.compare.GcLog.Pause;

/** The slices of one case at one number of connections, and what the collector of the bank's gateway did meanwhile. */
final class Series {
    private final String name;
    private final int connections;
    private final List<Slice> slices = new ArrayList<>();
    private final List<Double> allocatedMb = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>();

    Series(String name, int connections) {
        this.name = name;
        this.connections = connections;
    }

    void add(Slice slice, List<Pause> collections) {
        slices.add(slice);
        pauses.addAll(collections);
        double rate = GcLog.allocationRate(collections);
        if (rate > 0 && slice.perSecond() > 0) {
            allocatedMb.add(rate / slice.perSecond());
        }
    }

    String name() {
        return name;
    }

    int connections() {
        return connections;
    }

    List<Slice> slices() {
        return slices;
    }

    double median(ToDoubleFunction<Slice> value) {
        return Figures.median(slices, value);
    }

    double perSecond() {
        return median(Slice::perSecond);
    }

    /** The median of the quotients of slices that were measured side by side. */
    double ratio(Series below, ToDoubleFunction<Slice> value) {
        return Figures.ratio(slices, below.slices, value);
    }

    /** Allocated by the bank's gateway per exchange, kB; 0 when too few collections show it. */
    double allocatedKb() {
        return Figures.median(allocatedMb, Double::doubleValue) * 1024;
    }

    double longestPauseMs() {
        return pauses.stream().mapToDouble(Pause::ms).max().orElse(0);
    }

    /** A row of the table. */
    String row(@Nullable Series floor) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,.0f | %s | %.2f | %.2f | %.2f | %.3f | %s | %.0f | %s | %s |",
                name,
                connections,
                perSecond(),
                floor == null ? "" : String.format(Locale.ROOT, "%.3f", ratio(floor, Slice::perSecond)),
                median(s -> s.answers().p50Ms()),
                median(s -> s.answers().p99Ms()),
                median(s -> s.answers().p999Ms()),
                median(Slice::cpuMsPerExchange),
                floor == null ? "" : String.format(Locale.ROOT, "%.2f", ratio(floor, Slice::cpuMsPerExchange)),
                median(Slice::rssMbOfLargest),
                allocatedMb.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f", allocatedKb()),
                pauses.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f", longestPauseMs()));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("perSecond", Figures.rounded(perSecond(), 1));
        map.put("p50Ms", Figures.rounded(median(s -> s.answers().p50Ms()), 3));
        map.put("p99Ms", Figures.rounded(median(s -> s.answers().p99Ms()), 3));
        map.put("p999Ms", Figures.rounded(median(s -> s.answers().p999Ms()), 3));
        map.put("cpuMsPerExchange", Figures.rounded(median(Slice::cpuMsPerExchange), 4));
        map.put("rssMb", Figures.rounded(median(Slice::rssMbOfLargest), 1));
        if (!pauses.isEmpty()) {
            map.put("allocatedKbPerExchange", Figures.rounded(allocatedKb(), 1));
            map.put("gcPauses", pauses.size());
            map.put("gcMedianMs", Figures.rounded(Figures.median(pauses, Pause::ms), 2));
            map.put("gcLongestMs", Figures.rounded(longestPauseMs(), 2));
        }
        map.put("slices", slices.stream().map(Slice::toMap).toList());
        return map;
    }
}
