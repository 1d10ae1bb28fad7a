package org.spean.gateway;

import org.spean.messagelog.LogCounters;

/**
 * What message logs have done, those closed already included. Thread-safe.
 */
final class LogTotals {

    private long records;
    private long commits;
    private long synchronisations;
    private long signatures;

    synchronized void add(LogCounters counters) {
        records += counters.records();
        commits += counters.commits();
        synchronisations += counters.store().synchronisations();
        signatures += counters.store().signatures();
    }

    synchronized LogTotals copy() {
        LogTotals copy = new LogTotals();
        copy.records = records;
        copy.commits = commits;
        copy.synchronisations = synchronisations;
        copy.signatures = signatures;
        return copy;
    }

    synchronized long records() {
        return records;
    }

    synchronized long commits() {
        return commits;
    }

    /** As members of a JSON object. */
    synchronized String json() {
        return "\"records\":%d,\"commits\":%d,\"synchronisations\":%d,\"signatures\":%d"
                .formatted(records, commits, synchronisations, signatures);
    }
}
