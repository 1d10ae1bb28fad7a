package org.spean.testbed.compare;

import java.util.List;

/** What async-profiler records of a gateway. */
enum Recording {
    /** CPU time of all threads, those of the JVM too. By timers of the threads, which need no privilege. */
    CPU("CPU", "-e ctimer -i 5ms"),
    /** Time of all threads, whether they work or wait. */
    WALL("wall clock", "-e wall -i 10ms"),
    /** Bytes of objects, of one sample each 64 KiB. */
    ALLOCATION("allocation", "-e alloc --alloc 64k --total");

    private final String title;
    private final String options;

    Recording(String title, String options) {
        this.title = title;
        this.options = options;
    }

    /** In a few words. */
    String title() {
        return title;
    }

    /** Of async-profiler's command line. */
    List<String> options() {
        return List.of(options.split(" "));
    }
}
