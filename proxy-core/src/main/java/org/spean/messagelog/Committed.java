package org.spean.messagelog;

/** The receipt for a durable record: only the message log makes one, and only after the commit. */
public final class Committed {

    private final long recordId;
    private final LogRecord record;

    Committed(long recordId, LogRecord record) {
        this.recordId = recordId;
        this.record = record;
    }

    /** The record's number in the log: grows with time, roughly microseconds since 1970. */
    public long recordId() {
        return recordId;
    }

    /** Whether the receipt is for this very record. */
    @SuppressWarnings("ReferenceEquality") // an equal record is another one
    public boolean of(LogRecord other) {
        return record == other;
    }
}
