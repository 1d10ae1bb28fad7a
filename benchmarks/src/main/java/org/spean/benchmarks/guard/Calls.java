package org.spean.benchmarks.guard;

import java.io.Closeable;
import java.io.IOException;

/** Both by calls, repeated for the time of a slice. */
final class Calls implements Beside {

    /** Work that answers something, so that it cannot be left out. */
    interface Call {
        Object call() throws Exception;
    }

    private final int stepsPerCall;
    private final Call raw;
    private final Call step;
    private final Closeable end;
    /** Volatile, so that every call's answer counts. */
    private volatile Object last = "";

    /** @param stepsPerCall of both calls, for those too short to be timed one by one */
    Calls(int stepsPerCall, Call raw, Call step, Closeable end) {
        this.stepsPerCall = stepsPerCall;
        this.raw = raw;
        this.step = step;
        this.end = end;
    }

    static Calls of(Call raw, Call step) {
        return new Calls(1, raw, step, () -> {});
    }

    @Override
    public double raw(long nanos) throws Exception {
        return mean(raw, nanos);
    }

    @Override
    public double step(long nanos) throws Exception {
        return mean(step, nanos);
    }

    @Override
    public void close() throws IOException {
        end.close();
    }

    private double mean(Call call, long nanos) throws Exception {
        long start = System.nanoTime();
        long calls = 0;
        long end;
        do {
            last = call.call();
            calls++;
            end = System.nanoTime();
        } while (end - start < nanos);
        return (double) (end - start) / calls / stepsPerCall;
    }

    @Override
    public String toString() {
        return "calls, the last of which answered " + last;
    }
}
