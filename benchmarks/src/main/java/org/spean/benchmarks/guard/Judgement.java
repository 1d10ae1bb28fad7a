package org.spean.benchmarks.guard;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.spean.benchmarks.guard.Baseline.Row;

/** A step as it was measured, against its row of the baseline; {@code null} of a step without one. */
record Judgement(Step step, Best best, @Nullable Row row) {

    static final String HEAD = String.format(
            Locale.ROOT, "%-22s %12s %12s %8s %9s %6s", "step", "step µs", "primitive", "ratio", "baseline", "band");

    /** Slower than its band allows, or not held against anything. */
    boolean failed() {
        return row == null || best.ratio() > row.limit();
    }

    String line() {
        String verdict;
        if (row == null) {
            verdict = "NOT IN THE BASELINE: benchmarks/guard --update";
        } else if (failed()) {
            verdict = String.format(Locale.ROOT, "SLOWER: %.2f times the baseline", best.ratio() / row.ratio());
        } else if (best.ratio() * row.band() < row.ratio()) {
            verdict = "better than its band: worth an --update";
        } else {
            verdict = "ok";
        }
        return String.format(
                Locale.ROOT,
                "%-22s %12.2f %12.2f %8.2f %9s %6s  %s",
                step.text(),
                best.step() / 1000,
                best.raw() / 1000,
                best.ratio(),
                row == null ? "-" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                row == null ? "-" : String.format(Locale.ROOT, "%.1f", row.band()),
                verdict);
    }
}
