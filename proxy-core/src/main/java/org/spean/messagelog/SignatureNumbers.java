package org.spean.messagelog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.LogBatch.SignatureRow;

/**
 * Gives each record the number of its signature row, and a row to the first of a signing batch and side. It remembers the
 * latest signatures by their literal bytes. A signature over the message directly cannot repeat and is not remembered.
 * Confined to whoever holds the turn to write.
 */
final class SignatureNumbers {

    private static final int REMEMBERED = 256;

    private final LongSupplier numbers;
    private final Map<Key, Long> known = new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    SignatureNumbers(LongSupplier numbers) {
        this.numbers = numbers;
    }

    long of(LogRecord record, List<SignatureRow> fresh) {
        byte[] document = record.signature().document();
        byte[] result = record.signature().result();
        if (result == null) {
            return add(record.side(), document, null, fresh);
        }
        Key key = new Key(record.side(), document, result, Arrays.hashCode(result));
        Long number = known.get(key);
        if (number == null) {
            number = add(record.side(), document, result, fresh);
            known.put(key, number);
        }
        return number;
    }

    /** To be called when rows handed out may not have been written. */
    void forget() {
        known.clear();
    }

    private long add(Side side, byte[] document, byte @Nullable [] result, List<SignatureRow> fresh) {
        long number = numbers.getAsLong();
        fresh.add(new SignatureRow(number, side, document, result));
        return number;
    }

    /** The result holds the root of the batch, so it tells batches apart; both are compared in full. */
    @SuppressWarnings("ArrayRecordComponent") // equals and hashCode go by content below
    private record Key(Side side, byte[] document, byte[] result, int hash) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && side == key.side
                    && Arrays.equals(result, key.result)
                    && Arrays.equals(document, key.document);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
