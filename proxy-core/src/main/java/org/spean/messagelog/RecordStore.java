package org.spean.messagelog;

import reactor.core.publisher.Mono;

/**
 * What holds the records. It writes on threads of its own, one batch at a time: the next is handed over when the last has
 * ended. After a failure the same store is used again; it finds its own way back.
 */
public interface RecordStore extends AutoCloseable {

    /** The greatest number of a record or signature that is present; 0 if there is none. */
    long lastId();

    /**
     * The least number from {@code least} on that this store alone gives: several gateways may write into one home, each
     * with numbers of its own.
     */
    default long number(long least) {
        return least;
    }

    /**
     * Which part of the home a number belongs to. What is removed is removed by parts, so that a record and its signature
     * document have to be in the same one. Grows with the numbers.
     */
    default long part(long number) {
        return 0;
    }

    /**
     * Writes all rows or none, durably. Rows whose number is present already are left as they are. Completes when they
     * would survive a loss of power.
     */
    Mono<Void> write(LogBatch batch);

    /** Tries whether a durable write works at present. */
    Mono<Void> probe();

    /** What it has done since it was opened. */
    StoreCounters counters();

    @Override
    void close();
}
