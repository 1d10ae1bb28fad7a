package org.spean.messagelog.segment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.spean.messagelog.LogBatch;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.RecordStore;

/** Numbers records and writes them, as the group commit does. */
final class LogFixture {

    private static final Duration LONG = Duration.ofSeconds(20);

    long number;

    private long shared;
    private long sharedKey;

    /** A batch of one record with a signature of its own. */
    long write(RecordStore store, LogRecord record) {
        store.write(batch(record)).block(LONG);
        return number;
    }

    LogBatch batch(LogRecord record) {
        long signature = ++number;
        return new LogBatch(List.of(row(signature, record)), List.of(new RecordRow(++number, signature, record)));
    }

    /** A batch of one record; all of the same key share the signature. */
    long writeShared(RecordStore store, LogRecord record, long key) {
        List<SignatureRow> signatures = new ArrayList<>();
        if (key != sharedKey) {
            sharedKey = key;
            shared = ++number;
            signatures.add(row(shared, record));
        }
        store.write(new LogBatch(signatures, List.of(new RecordRow(++number, shared, record))))
                .block(LONG);
        return number;
    }

    /** A batch of many records that share one signature. */
    List<Long> writeTogether(RecordStore store, List<LogRecord> records) {
        long signature = ++number;
        List<RecordRow> rows = new ArrayList<>();
        for (LogRecord record : records) {
            rows.add(new RecordRow(++number, signature, record));
        }
        store.write(new LogBatch(List.of(row(signature, records.getFirst())), rows))
                .block(LONG);
        return rows.stream().map(RecordRow::id).toList();
    }

    private static SignatureRow row(long number, LogRecord record) {
        return new SignatureRow(
                number,
                record.side(),
                record.signature().document(),
                record.signature().result());
    }
}
