package org.spean.exchange;

/** Hears of every exchange that ended. Called on event loops: must not block. */
@FunctionalInterface
public interface ExchangeObserver {

    /** The exchange is over, however it ended. */
    void ended(ExchangeReport report);
}
