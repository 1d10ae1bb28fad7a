package org.spean.benchmarks.pace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntToLongFunction;

/** A thread that takes batches off a queue: a signer, or the writer of a log. */
final class Station {

    private final Simulation time;
    private final Policy policy;
    private final IntSupplier inFlight;
    private final IntToLongFunction wall;
    private final IntToLongFunction work;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private boolean busy;
    private long look = Long.MAX_VALUE;

    private long worked;
    private long batches;
    private long members;
    private long longestWait;
    private long longestBatch;

    private record Waiting(long since, Runnable then) {}

    /**
     * An idle one.
     *
     * @param wall how long a batch of so many takes
     * @param work how much of that is work for a CPU
     */
    Station(Simulation time, Policy policy, IntSupplier inFlight, IntToLongFunction wall, IntToLongFunction work) {
        this.time = time;
        this.policy = policy;
        this.inFlight = inFlight;
        this.wall = wall;
        this.work = work;
    }

    /** Queues one; it goes on when its batch has ended. */
    void add(Runnable then) {
        queue.add(new Waiting(time.now(), then));
        look();
    }

    private void look() {
        if (busy || queue.isEmpty()) {
            return;
        }
        long delay = policy.delay(queue.size(), inFlight.getAsInt(), queue.getFirst().since, time.now());
        if (delay <= 0) {
            begin();
        } else if (time.now() + delay < look) {
            look = time.now() + delay;
            time.at(look, () -> {
                look = Long.MAX_VALUE;
                look();
            });
        }
    }

    private void begin() {
        busy = true;
        policy.began(queue.size(), inFlight.getAsInt());
        List<Waiting> batch = new ArrayList<>(queue);
        queue.clear();
        longestWait = Math.max(longestWait, time.now() - batch.getFirst().since);
        long took = wall.applyAsLong(batch.size());
        longestBatch = Math.max(longestBatch, took);
        worked += work.applyAsLong(batch.size());
        batches++;
        members += batch.size();
        time.at(time.now() + took, () -> {
            busy = false;
            policy.took(took);
            batch.forEach(each -> each.then.run());
            look();
        });
    }

    /** Nanoseconds of work so far. */
    long worked() {
        return worked;
    }

    double batchSize() {
        return batches == 0 ? 0 : (double) members / batches;
    }

    /** The longest time that anything waited for its batch to begin, in units of what the longest batch took. */
    double longestWait() {
        return (double) longestWait / longestBatch;
    }
}
