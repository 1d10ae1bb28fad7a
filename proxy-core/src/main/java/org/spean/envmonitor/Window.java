package org.spean.envmonitor;

import java.time.Instant;
import java.util.Arrays;

/** The latest values of a number that changes all the time. */
final class Window {
    private final double[] values;
    private int count;
    private Instant updated = Instant.EPOCH;

    /** @param size values that are kept */
    Window(int size) {
        values = new double[size];
    }

    synchronized void add(double value, Instant now) {
        values[count++ % values.length] = value;
        updated = now;
    }

    /** What the values are together; all 0 before the first. */
    synchronized Metric.Histogram histogram(String name) {
        double[] sorted = Arrays.copyOf(values, Math.min(count, values.length));
        if (sorted.length == 0) {
            return new Metric.Histogram(name, updated, 0, 0, 0, 0, 0);
        }
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElse(0);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        double squares = Arrays.stream(sorted)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = sorted.length == 1 ? 0 : Math.sqrt(squares / (sorted.length - 1));
        return new Metric.Histogram(name, updated, sorted[0], sorted[sorted.length - 1], mean, median, deviation);
    }
}
