package org.spean.messagelog;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

/** A record on its way. It ends once: durable, failed, or cancelled before its batch was formed. */
final class WaitingRecord {

    final LogRecord record;
    final EventExecutor home;
    final Promise<Committed> promise;
    final long arrived;
    final long deadline;
    final int weight;

    /** Both set when the batch is formed, kept through all attempts. */
    long id;

    long signature;

    /**
     * @param now when it comes, in nanoseconds
     * @param timeout how many nanoseconds it may take
     */
    WaitingRecord(LogRecord record, EventExecutor home, long now, long timeout) {
        this.record = record;
        this.home = home;
        this.promise = home.newPromise();
        this.arrived = now;
        this.deadline = now + timeout;
        this.weight = record.weight();
    }

    boolean ended() {
        return promise.isDone();
    }
}
