package org.spean.messagelog;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where evidence is written. An exchange reserves its places before its first byte is passed on; from then on each of its
 * records is accepted and becomes durable or fails within the commit time-out. Safe for any thread, never blocks but in
 * {@link #close}.
 */
public interface MessageLog extends AutoCloseable {

    /**
     * Reserves places for the records of one exchange.
     *
     * @return {@code null} when the log is down or has no room; {@link #unavailable} says why
     */
    @Nullable
    Reservation reserve(int records);

    /** Why nothing can be reserved at present, for the operator; {@code null} when it can. */
    @Nullable
    String unavailable();

    /**
     * Makes a record durable. Records are written in the order they come.
     *
     * @param home the future completes on it, together with others of the same batch
     * @param reservation one place of it is used
     * @return fails with {@link MessageLogException} when the record is not known to be durable within the commit time-out
     *     (it may be there all the same)
     */
    Future<Committed> append(EventExecutor home, Reservation reservation, LogRecord record);

    /** Gives back the places not used. Doing so again has no effect. */
    void release(Reservation reservation);

    /** Counts since the start and what waits now. */
    LogCounters counters();

    /** Writes what waits, for the commit time-out at most, and closes the store. Blocks. */
    @Override
    void close();
}
