package org.spean.envmonitor;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.spean.fault.XmlText;

/** One metric of the answer, as the schema has them. */
sealed interface Metric {
    String name();

    /** Adds its element. */
    void write(StringBuilder out);

    /** A text. */
    record Text(String name, String value) implements Metric {
        @Override
        public void write(StringBuilder out) {
            out.append("<m:stringMetric>");
            element(out, "name", name);
            element(out, "value", value);
            out.append("</m:stringMetric>");
        }
    }

    /** A number that changes rarely. */
    record Figure(String name, long value) implements Metric {
        @Override
        public void write(StringBuilder out) {
            out.append("<m:numericMetric>");
            element(out, "name", name);
            element(out, "value", Long.toString(value));
            out.append("</m:numericMetric>");
        }
    }

    /**
     * A number that changes all the time, over a window.
     *
     * @param updated when the latest value was taken
     */
    record Histogram(String name, Instant updated, double min, double max, double mean, double median, double stddev)
            implements Metric {
        @Override
        public void write(StringBuilder out) {
            out.append("<m:histogramMetric>");
            element(out, "name", name);
            element(out, "updated", updated.toString());
            element(out, "min", decimal(min));
            element(out, "max", decimal(max));
            element(out, "mean", decimal(mean));
            element(out, "median", decimal(median));
            element(out, "stddev", decimal(stddev));
            out.append("</m:histogramMetric>");
        }

        private static String decimal(double value) {
            return BigDecimal.valueOf(value).toPlainString(); // the schema knows no exponents
        }
    }

    /** Metrics that belong together; the schema wants at least one. */
    record Set(String name, List<Metric> metrics) implements Metric {
        public Set {
            metrics = List.copyOf(metrics);
        }

        @Override
        public void write(StringBuilder out) {
            out.append("<m:metricSet>");
            element(out, "name", name);
            metrics.forEach(metric -> metric.write(out));
            out.append("</m:metricSet>");
        }
    }

    private static void element(StringBuilder out, String name, String text) {
        out.append("<m:").append(name).append('>');
        XmlText.append(out, text);
        out.append("</m:").append(name).append('>');
    }
}
