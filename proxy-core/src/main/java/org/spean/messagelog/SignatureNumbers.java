package org.spean.messagelog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.LogBatch.SignatureRow;

/**
 * Gives each record the number of its signature row, and a row to the first of a signing batch and side. It remembers the
 * latest signatures by their literal bytes. A signature over the message directly cannot repeat and is not remembered.
 * Confined to whoever holds the turn to write.
 */
final class SignatureNumbers {

    private static final int REMEMBERED = 256;

    private final LongUnaryOperator part;
    private final Map<Key, Long> known = new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param part of a number; a signature is not shared across parts
     */
    SignatureNumbers(LongUnaryOperator part) {
        this.part = part;
    }

    /** The number of the signature that a record of this number shares; {@code null} when it needs a row. */
    @Nullable
    Long known(LogRecord record, long id) {
        byte[] result = record.signature().result();
        if (result == null) {
            return null;
        }
        Long number = known.get(key(record, result));
        return number != null && part.applyAsLong(number) == part.applyAsLong(id) ? number : null;
    }

    /** The row of a signature that none is known for. */
    SignatureRow add(LogRecord record, long number) {
        byte[] result = record.signature().result();
        if (result != null) {
            known.put(key(record, result), number);
        }
        return new SignatureRow(number, record.side(), record.signature().document(), result);
    }

    /** To be called when rows handed out may not have been written. */
    void forget() {
        known.clear();
    }

    private static Key key(LogRecord record, byte[] result) {
        return new Key(record.side(), record.signature().document(), result, Arrays.hashCode(result));
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
