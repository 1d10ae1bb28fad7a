package org.spean.testbed.compare;

import java.util.List;

/** What async-profiler records of a gateway. */
enum Recording {
    /** CPU time of all threads, those of the JVM too. By timers of the threads, which need no privilege. */
    CPU("CPU", "ms", 2, "-e ctimer -i 2ms"),
    /** Time of all threads, whether they work or wait. */
    WALL("wall clock", "ms", 10, "-e wall -i 10ms"),
    /** Bytes of objects, of one sample each 64 KiB. */
    ALLOCATION("allocation", "kB", 1e-3, "-e alloc --alloc 64k --total");

    private final String title;
    private final String unit;
    private final double each;
    private final String options;

    Recording(String title, String unit, double each, String options) {
        this.title = title;
        this.unit = unit;
        this.each = each;
        this.options = options;
    }

    /** In a few words. */
    String title() {
        return title;
    }

    /** Of {@link #amount}. */
    String unit() {
        return unit;
    }

    /** What a number of samples, or of bytes, comes to. */
    double amount(double count) {
        return count * each;
    }

    /** Of async-profiler's command line. */
    List<String> options() {
        return List.of(options.split(" "));
    }
}
