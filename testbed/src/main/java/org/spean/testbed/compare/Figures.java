package org.spean.testbed.compare;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.spean.testbed.load.LoadReport;

/** Medians and rounding. */
final class Figures {
    private Figures() {}

    /** The middle value; of an even number the mean of the two middle ones; 0 of none. */
    static double median(double... values) {
        if (values.length == 0) {
            return 0;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static <T> double median(List<T> list, ToDoubleFunction<T> value) {
        return median(list.stream().mapToDouble(value).toArray());
    }

    /** The median of the quotients of those measured side by side. */
    static <T> double ratio(List<T> above, List<T> below, ToDoubleFunction<T> value) {
        int pairs = Math.min(above.size(), below.size());
        double[] quotients = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            double divisor = value.applyAsDouble(below.get(i));
            quotients[i] = divisor == 0 ? 0 : value.applyAsDouble(above.get(i)) / divisor;
        }
        return median(quotients);
    }

    static double rounded(double value, int digits) {
        return LoadReport.rounded(value, digits);
    }

    static Map<String, Double> rounded(Map<String, Double> values, int digits) {
        Map<String, Double> map = new LinkedHashMap<>();
        values.forEach((name, value) -> map.put(name, rounded(value, digits)));
        return map;
    }
}
