package org.spean.testbed.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts of the demonstration's exchanges by what came of them, and how long they took. */
final class DemoResult {
    private final Histogram nanos = new Histogram(3);
    private int exchanges;
    private int ok;
    private int refused;
    private int failed;

    /** An exchange ended as it should: answered, or refused where that was the point. */
    void asExpected(boolean wasRefused, long elapsedNanos) {
        exchanges++;
        nanos.recordValue(elapsedNanos);
        if (wasRefused) {
            refused++;
        } else {
            ok++;
        }
    }

    /** An exchange ended in another way than it should. */
    void failed() {
        exchanges++;
        failed++;
    }

    boolean good() {
        return failed == 0;
    }

    int exchanges() {
        return exchanges;
    }

    int ok() {
        return ok;
    }

    int refused() {
        return refused;
    }

    int failures() {
        return failed;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("exchanges", exchanges);
        map.put("ok", ok);
        map.put("refused", refused);
        map.put("failed", failed);
        map.put("p50Ms", ms(50));
        map.put("p99Ms", ms(99));
        return map;
    }

    private double ms(double percentile) {
        return nanos.getTotalCount() == 0 ? 0 : Math.round(nanos.getValueAtPercentile(percentile) / 1e4) / 1e2;
    }
}
