package org.spean.messagelog;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Keeps nothing: what a message log costs is the difference to this one. For measurements only. */
public final class UnkeptLog implements MessageLog {

    @Override
    public Reservation reserve(int records) {
        return new Reservation(records);
    }

    @Override
    public @Nullable String unavailable() {
        return null;
    }

    @Override
    public Future<Committed> append(EventExecutor home, Reservation reservation, LogRecord record) {
        reservation.use();
        return home.newSucceededFuture(new Committed(0, record));
    }

    @Override
    public void release(Reservation reservation) {
        reservation.end();
    }

    @Override
    public LogCounters counters() {
        return new LogCounters(0, 0, 0, 0, 0, 0, 0, LogState.IDLE, new StoreCounters(0, 0, 0));
    }

    @Override
    public void close() {}
}
