package org.spean.messagelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A store whose writes end when and how the test says. */
final class ScriptedStore implements RecordStore {

    /** Every attempt, in order. */
    final List<LogBatch> attempts = new CopyOnWriteArrayList<>();

    /** Writes and probes not yet answered. */
    final Queue<Sinks.One<Void>> open = new ConcurrentLinkedQueue<>();

    /** When set, writes and probes are answered at once: {@code true} well, {@code false} with a failure. */
    volatile @Nullable Boolean answer;

    /** Numbers are multiples of this; 1: all. */
    volatile long step = 1;

    /** How many numbers make a part. */
    volatile long partLength = Long.MAX_VALUE;

    volatile int probes;
    volatile boolean closed;

    @Override
    public long lastId() {
        return 0;
    }

    @Override
    public long number(long least) {
        return Math.ceilDiv(least, step) * step;
    }

    @Override
    public long part(long number) {
        return number / partLength;
    }

    @Override
    public Mono<Void> write(LogBatch batch) {
        attempts.add(new LogBatch(List.copyOf(batch.signatures()), List.copyOf(batch.records())));
        return end();
    }

    @Override
    public synchronized Mono<Void> probe() {
        probes++;
        return end();
    }

    void succeed() {
        open.remove().tryEmitEmpty();
    }

    void fail() {
        open.remove().tryEmitError(new IllegalStateException("no room on the device"));
    }

    /** The numbers of the records of all attempts. */
    List<List<Long>> numbers() {
        List<List<Long>> numbers = new ArrayList<>();
        for (LogBatch batch : attempts) {
            numbers.add(batch.records().stream().map(LogBatch.RecordRow::id).toList());
        }
        return numbers;
    }

    @Override
    public StoreCounters counters() {
        return new StoreCounters(0, 0, 0);
    }

    @Override
    public void close() {
        closed = true;
    }

    private Mono<Void> end() {
        Boolean now = answer;
        if (now != null) {
            return now ? Mono.empty() : Mono.error(new IllegalStateException("no room on the device"));
        }
        Sinks.One<Void> sink = Sinks.one();
        open.add(sink);
        return sink.asMono();
    }
}
