package org.spean.effort;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What all Java threads of the process have spent since it was begun, as the work of one call may be done by several: a
 * thread that came since counts whole. The JVM's own threads, which collect garbage and compile, do not count. What a thread
 * spent that has ended meanwhile counts as memory, but not as CPU: keep those that are measured alive.
 */
public final class Effort {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> cpu = cpuOfThreads();
    private final long allocated = THREADS.getTotalThreadAllocatedBytes();
    private final long started = System.nanoTime();

    private Effort() {}

    /** Counts from now on. */
    public static Effort begin() {
        return new Effort();
    }

    /** CPU time of all threads since. */
    public Duration cpu() {
        long spent = 0;
        for (Map.Entry<Long, Long> thread : cpuOfThreads().entrySet()) {
            spent += thread.getValue() - cpu.getOrDefault(thread.getKey(), 0L);
        }
        return Duration.ofNanos(spent);
    }

    /** Bytes that were allocated since, whether they are kept or not. */
    public long allocated() {
        return THREADS.getTotalThreadAllocatedBytes() - allocated;
    }

    /** Time that has passed since. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static Map<Long, Long> cpuOfThreads() {
        long[] ids = THREADS.getAllThreadIds();
        long[] times = THREADS.getThreadCpuTime(ids);
        Map<Long, Long> all = HashMap.newHashMap(ids.length);
        for (int i = 0; i < ids.length; i++) {
            if (times[i] >= 0) { // else it has just ended
                all.put(ids[i], times[i]);
            }
        }
        return all;
    }
}
