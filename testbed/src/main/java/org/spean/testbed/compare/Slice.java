package org.spean.testbed.compare;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A few seconds of one case under a closed loop.
 *
 * @param connections kept busy
 * @param answers what the driver counted
 * @param cpuMs CPU time per exchange by process, milliseconds
 * @param rssMb resident memory by process at the end
 */
record Slice(int connections, WrkOutput answers, Map<String, Double> cpuMs, Map<String, Double> rssMb) {
    double perSecond() {
        return answers.perSecond();
    }

    /** Of all processes together, per exchange. */
    double cpuMsPerExchange() {
        return cpuMs.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Of one process, per exchange. */
    double cpuMsOf(String process) {
        return cpuMs.getOrDefault(process, 0.0);
    }

    double rssMbOfLargest() {
        return rssMb.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("exchanges", answers.requests());
        map.put("perSecond", Figures.rounded(perSecond(), 1));
        map.put("p50Ms", Figures.rounded(answers.p50Ms(), 3));
        map.put("p99Ms", Figures.rounded(answers.p99Ms(), 3));
        map.put("p999Ms", Figures.rounded(answers.p999Ms(), 3));
        map.put("cpuMs", Figures.rounded(cpuMs, 4));
        map.put("rssMb", Figures.rounded(rssMb, 1));
        map.put("errors", answers.errors());
        return map;
    }
}
