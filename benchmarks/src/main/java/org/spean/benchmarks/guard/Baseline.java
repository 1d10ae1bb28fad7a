package org.spean.benchmarks.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The committed ratios: a table in Markdown, of which the first column is the step, the third the ratio, the fourth the band. */
final class Baseline {

    private static final List<String> HEAD = List.of(
            "# Baseline of the guard",
            "",
            "What each step took, in units of the primitive measured beside it, and the factor by which that may grow before",
            "`benchmarks/guard` fails. `benchmarks/guard --update` writes this file; the bands are kept.",
            "",
            "| step | primitive | ratio | band |",
            "|---|---|---|---|");

    /**
     * A row.
     *
     * @param ratio step by primitive
     * @param band the factor by which it may be exceeded, more than 1
     */
    record Row(double ratio, double band) {
        double limit() {
            return ratio * band;
        }
    }

    private final Map<Step, Row> rows = new EnumMap<>(Step.class);

    /** @throws IOException when the file is not such a table; the text names the line */
    static Baseline read(Path file) throws IOException {
        Baseline baseline = new Baseline();
        if (!Files.exists(file)) {
            return baseline;
        }
        List<String> lines = Files.readAllLines(file, UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("|") || HEAD.contains(line)) {
                continue;
            }
            String[] cells = line.split("\\|", -1);
            try {
                double ratio = Double.parseDouble(cells[3].strip());
                double band = Double.parseDouble(cells[4].strip());
                if (cells.length != 6 || !(ratio > 0) || !(band > 1)) {
                    throw new IllegalArgumentException("step, primitive, ratio above 0, band above 1 expected");
                }
                baseline.rows.put(Step.named(cells[1].strip()), new Row(ratio, band));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(file.getFileName() + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return baseline;
    }

    @Nullable
    Row of(Step step) {
        return rows.get(step);
    }

    /** Another ratio for a step, with the band that it had or, new, that of the step. */
    void set(Step step, double ratio) {
        Row before = rows.get(step);
        rows.put(step, new Row(ratio, before == null ? step.band() : before.band()));
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(HEAD);
        rows.forEach((step, row) -> lines.add(String.format(
                Locale.ROOT, "| %s | %s | %.3f | %.1f |", step.text(), step.primitive(), row.ratio(), row.band())));
        Files.write(file, lines, UTF_8);
    }
}
