package org.spean.benchmarks.guard;

/**
 * The best slices of a step and of its primitive, which take turns: what else the machine does makes slices slower, never faster, and meets
 * both alike.
 */
final class Best {

    private double raw = Double.POSITIVE_INFINITY;
    private double step = Double.POSITIVE_INFINITY;

    /** Measures for so many nanoseconds. */
    void measure(Beside beside, long nanos) throws Exception {
        long start = System.nanoTime();
        do {
            raw = Math.min(raw, beside.raw(beside.slice()));
            step = Math.min(step, beside.step(beside.slice()));
        } while (System.nanoTime() - start < nanos);
    }

    /** Takes the better of two measurements. */
    void add(double otherRaw, double otherStep) {
        raw = Math.min(raw, otherRaw);
        step = Math.min(step, otherStep);
    }

    /** Nanoseconds of the primitive. */
    double raw() {
        return raw;
    }

    /** Nanoseconds of the step. */
    double step() {
        return step;
    }

    double ratio() {
        return step / raw;
    }
}
