package org.spean.messagelog;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.xades.LatestSignatures;
import org.spean.messagelog.LogBatch.SignatureRow;

/**
 * Gives each record the number of its signature row, and a row to the first of a signing batch and side. It remembers the
 * latest signatures by their literal bytes. A signature over the message directly cannot repeat and is not remembered.
 * Confined to whoever holds the turn to write.
 */
final class SignatureNumbers {

    /** Of a side: some 250 signatures. */
    private static final int REMEMBERED_BYTES = 2 << 20;

    private final LongUnaryOperator part;
    private final Map<Side, LatestSignatures<Long>> known = new EnumMap<>(Side.class);

    /**
     * @param part of a number; a signature is not shared across parts
     */
    SignatureNumbers(LongUnaryOperator part) {
        this.part = part;
        for (Side side : Side.values()) {
            known.put(side, new LatestSignatures<>(REMEMBERED_BYTES));
        }
    }

    /** The number of the signature that a record of this number shares; {@code null} when it needs a row. */
    @Nullable
    Long known(LogRecord record, long id) {
        byte[] result = record.signature().result();
        if (result == null) {
            return null;
        }
        Long number = of(record).find(record.signature().document(), result);
        return number != null && part.applyAsLong(number) == part.applyAsLong(id) ? number : null;
    }

    /** The row of a signature that none is known for. */
    SignatureRow add(LogRecord record, long number) {
        byte[] result = record.signature().result();
        if (result != null) {
            of(record).remember(record.signature().document(), result, number);
        }
        return new SignatureRow(number, record.side(), record.signature().document(), result);
    }

    /** To be called when rows handed out may not have been written. */
    void forget() {
        known.values().forEach(LatestSignatures::forget);
    }

    private LatestSignatures<Long> of(LogRecord record) {
        return Objects.requireNonNull(known.get(record.side()));
    }
}
