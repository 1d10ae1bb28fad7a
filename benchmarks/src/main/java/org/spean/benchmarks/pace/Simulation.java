package org.spean.benchmarks.pace;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.spean.benchmarks.pace.Policy.Both;

/**
 * A consumer's and a provider's gateway in virtual time. Exchanges come at random at a given rate, whatever becomes of them, and go
 * through the queues of the plan: sign, commit; commit, call, sign, commit; commit. Signers and logs have a thread each; the rest takes its time without
 * a queue. The same seed gives the same result.
 */
final class Simulation {

    /** From the client to the end of the exchange, between the queues. */
    static final int STRETCHES = 7;

    private static final long SECOND = 1_000_000_000;

    /**
     * What came of it.
     *
     * @param addedMeanMs milliseconds that an exchange took beyond what it takes alone
     * @param addedP99Ms of all but one in a hundred
     * @param cpuShare of one core, for signatures and writes of the busier gateway
     * @param longestSignWait until a batch begins, in units of the longest signature with its hashing
     * @param longestWriteWait likewise, of the longest write
     */
    record Result(
            double addedMeanMs,
            double addedP99Ms,
            double cpuShare,
            double signBatch,
            double writeBatch,
            double longestSignWait,
            double longestWriteWait) {}

    private record Event(long time, long order, Runnable happens) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private final Costs costs;
    private final Side consumer;
    private final Side provider;
    private final Histogram added = new Histogram(3);
    private long now;
    private long order;

    private Simulation(Costs costs, Both policy) {
        this.costs = costs;
        consumer = new Side(policy);
        provider = new Side(policy);
    }

    /** Runs so many exchanges, a tenth of which are not counted. */
    static Result run(Costs costs, Both policy, double perSecond, int exchanges) {
        Simulation simulation = new Simulation(costs, policy);
        Random random = new Random(1);
        double at = 0;
        for (int i = 0; i < exchanges; i++) {
            at += -Math.log(1 - random.nextDouble()) / perSecond;
            boolean counted = i >= exchanges / 10;
            simulation.at((long) (at * SECOND), () -> simulation.exchange(counted));
        }
        long last = 0;
        for (Event next = simulation.events.poll(); next != null; next = simulation.events.poll()) {
            last = Math.max(simulation.now, next.time);
            simulation.now = last;
            next.happens.run();
        }
        return simulation.result(last);
    }

    long now() {
        return now;
    }

    void at(long time, Runnable happens) {
        order++;
        events.add(new Event(time, order, happens));
    }

    private void later(long nanos, Runnable happens) {
        at(now + nanos, happens);
    }

    private void exchange(boolean counted) {
        long began = now;
        consumer.inFlight++;
        later(
                costs.elsewhere(),
                () -> consumer.signer.add(() -> consumer.log.add(() -> later(
                        2 * costs.elsewhere(),
                        () -> atProvider(() -> later(
                                2 * costs.elsewhere(),
                                () -> consumer.log.add(() -> {
                                    consumer.inFlight--;
                                    if (counted) {
                                        added.recordValue(Math.max(0, now + costs.elsewhere() - began - costs.alone()));
                                    }
                                })))))));
    }

    private void atProvider(Runnable answered) {
        provider.inFlight++;
        provider.log.add(() -> later(
                costs.service() + costs.elsewhere(),
                () -> provider.signer.add(() -> provider.log.add(() -> {
                    provider.inFlight--;
                    answered.run();
                }))));
    }

    private Result result(long duration) {
        return new Result(
                added.getMean() / 1e6,
                added.getValueAtPercentile(99) / 1e6,
                (double) Math.max(consumer.worked(), provider.worked()) / duration,
                consumer.signer.batchSize(),
                consumer.log.batchSize(),
                Math.max(consumer.signer.longestWait(), provider.signer.longestWait()),
                Math.max(consumer.log.longestWait(), provider.log.longestWait()));
    }

    /** A gateway. */
    private final class Side {
        private int inFlight;
        private final Station signer;
        private final Station log;

        Side(Both policy) {
            signer = new Station(
                    Simulation.this,
                    policy.signing().get(),
                    () -> inFlight,
                    count -> costs.signature() + count * costs.signedMessage(),
                    count -> costs.signature() + count * costs.signedMessage());
            log = new Station(
                    Simulation.this,
                    policy.writing().get(),
                    () -> inFlight,
                    count -> costs.write() + count * costs.record(),
                    count -> costs.writeWork() + count * costs.record());
        }

        long worked() {
            return signer.worked() + log.worked();
        }
    }
}
