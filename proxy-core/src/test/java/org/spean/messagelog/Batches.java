package org.spean.messagelog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spean.messagelog.LogBatch.RecordRow;
import org.spean.messagelog.LogBatch.SignatureRow;

/** Batches of records, numbered from a time on as one gateway of several does. */
public final class Batches {

    private final RecordStore store;
    private final Map<Long, LogRecord> all = new LinkedHashMap<>();
    private long last;

    public Batches(RecordStore store, Instant from) {
        this.store = store;
        from(from);
    }

    /** Numbers are of this time from now on. */
    public void from(Instant time) {
        last = ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** Records that share a signature if their signature documents are one. */
    public LogBatch of(List<LogRecord> records) {
        Map<String, SignatureRow> signatures = new LinkedHashMap<>();
        List<RecordRow> rows = new ArrayList<>();
        for (LogRecord record : records) {
            String key = record.side() + " "
                    + java.util.Arrays.hashCode(record.signature().document());
            SignatureRow signature = signatures.computeIfAbsent(
                    key,
                    _ -> new SignatureRow(
                            next(),
                            record.side(),
                            record.signature().document(),
                            record.signature().result()));
            long id = next();
            rows.add(new RecordRow(id, signature.id(), record));
            all.put(id, record);
        }
        return new LogBatch(List.copyOf(signatures.values()), rows);
    }

    /** Every record numbered so far. */
    public Map<Long, LogRecord> all() {
        return all;
    }

    private long next() {
        last = store.number(last + 1);
        return last;
    }
}
