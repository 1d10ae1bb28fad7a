package org.spean.opmonitor;

import java.util.ArrayDeque;
import java.util.Deque;

/** How one service fared: when it last did well and ill, and the statistics of a period that moves on by slices. */
final class ServiceHealth {
    /** What happened within one slice of the period. */
    private static final class Slice {
        private final long number;
        private int failed;
        private final RunningStatistics durations = new RunningStatistics();
        private final RunningStatistics requests = new RunningStatistics();
        private final RunningStatistics responses = new RunningStatistics();

        Slice(long number) {
            this.number = number;
        }

        void add(Slice other) {
            failed += other.failed;
            durations.add(other.durations);
            requests.add(other.requests);
            responses.add(other.responses);
        }
    }

    /**
     * Statistics of the last period.
     *
     * @param failed calls that did not succeed
     * @param durations of those that did, in milliseconds
     * @param requests their sizes in bytes
     * @param responses their sizes in bytes
     */
    record Period(int failed, RunningStatistics durations, RunningStatistics requests, RunningStatistics responses) {}

    private final String type;
    private final Deque<Slice> slices = new ArrayDeque<>();
    private long lastSuccess = -1;
    private long lastFailure = -1;

    ServiceHealth(String type) {
        this.type = type;
    }

    /** @param slice number of the slice that is now */
    void add(OperationalRecord call, long slice) {
        Slice now = slices.peekLast();
        if (now == null || now.number < slice) {
            now = new Slice(slice);
            slices.addLast(now);
        }
        if (call.succeeded()) {
            lastSuccess = call.responseOut();
            now.durations.add(call.responseOut() - call.requestIn());
            now.requests.add(call.requestSize());
            now.responses.add(Math.max(call.responseSize(), 0));
        } else {
            lastFailure = call.responseOut();
            now.failed++;
        }
    }

    /** Forgets what is older. */
    void expire(long oldestSlice) {
        while (!slices.isEmpty() && slices.getFirst().number < oldestSlice) {
            slices.removeFirst();
        }
    }

    Period period() {
        Slice all = new Slice(0);
        slices.forEach(all::add);
        return new Period(all.failed, all.durations, all.requests, all.responses);
    }

    String type() {
        return type;
    }

    /** Milliseconds since 1970; -1: never. */
    long lastSuccess() {
        return lastSuccess;
    }

    /** Milliseconds since 1970; -1: never. */
    long lastFailure() {
        return lastFailure;
    }
}
