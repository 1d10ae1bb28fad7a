package org.spean.testbed.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run has found: series by case and connections, the figures of the last line, the evidence of each pair. */
final class Findings {
    private final Map<String, Map<Integer, Series>> cases = new LinkedHashMap<>();
    private final Map<String, Object> last = new LinkedHashMap<>();
    private final Map<String, Object> open = new LinkedHashMap<>();
    private final Map<String, Evidence> evidence = new LinkedHashMap<>();
    private @Nullable Floor floor;
    private final List<String> complaints = new ArrayList<>();

    /** Keeps series under a name of their own each. */
    void add(Map<String, Series> series) {
        series.forEach((name, one) ->
                cases.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(one.connections(), one));
    }

    @Nullable
    Series series(String name, int connections) {
        return cases.getOrDefault(name, Map.of()).get(connections);
    }

    Map<Integer, Series> series(String name) {
        return cases.getOrDefault(name, Map.of());
    }

    /** A figure of the last line. */
    void put(String name, double value, int digits) {
        last.put(name, Figures.rounded(value, digits));
    }

    /** What an exchange cannot do without. */
    void floor(Floor measured) {
        floor = measured;
        put("signatureMs", measured.signatureMs(), 3);
        put("writeMs", measured.writeMs(), 3);
    }

    /** One exchange at a time: the proxies' latency is part of the floor of the gateways'. */
    void latencies(Series proxies, Series gateways) {
        put("p50Ms1", gateways.median(slice -> slice.answers().p50Ms()), 3);
        if (floor != null) {
            put(
                    "p50Ms1Floor",
                    floor.exchangeMs() + proxies.median(slice -> slice.answers().p50Ms()),
                    3);
        }
    }

    /** Figures of the open loop. */
    void open(Map<String, Object> figures) {
        open.putAll(figures);
        for (String name : List.of("p99Ms70", "p99Ms70A", "goodput2x", "xP99Ms70", "xGoodput2x")) {
            if (figures.containsKey(name)) {
                last.put(name, figures.get(name));
            }
        }
    }

    void evidence(String pair, Evidence found) {
        evidence.put(pair, found);
        if (!found.sound()) {
            complain(pair + ": an exchange failed, or evidence is missing or wrong: " + found.toMap());
        }
    }

    /** Something because of which this is no measurement. */
    void complain(String why) {
        complaints.add(why);
    }

    List<String> complaints() {
        return complaints;
    }

    /** The figures by which a run is judged, and whether it may be: {@code valid}. */
    Map<String, Object> lastLine() {
        Map<String, Object> line = new LinkedHashMap<>(last);
        Evidence all = evidence.values().stream().reduce(Evidence::plus).orElse(Evidence.NONE);
        line.putAll(all.toMap());
        line.put("valid", complaints.isEmpty() && all.exchanges() > 0);
        return line;
    }

    /** Everything. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("summary", lastLine());
        map.put("openLoop", open);
        Map<String, Object> each = new LinkedHashMap<>();
        evidence.forEach((pair, found) -> each.put(pair, found.toMap()));
        map.put("evidence", each);
        Map<String, Object> all = new LinkedHashMap<>();
        cases.forEach((name, levels) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            levels.forEach((connections, series) -> one.put(Integer.toString(connections), series.toMap()));
            all.put(name, one);
        });
        map.put("cases", all);
        return map;
    }

    /** The table for people, in Markdown: each case beside A at the same number of connections. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("| case | connections | exchanges/s | to A | p50 ms | p99 ms | p99.9 ms | CPU ms | to A | MB |"
                + " kB allocated | longest pause ms |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|");
        cases.values().forEach(levels -> levels.values().forEach(series -> lines.add(series.row(beside(series)))));
        return lines;
    }

    private @Nullable Series beside(Series series) {
        String name = series.name();
        String floor = name.startsWith("D") ? name.replace("D", "A") : "A";
        return name.startsWith("A") || name.startsWith("F") ? null : series(floor, series.connections());
    }
}
