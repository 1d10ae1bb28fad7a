package org.spean.messagelog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one transaction. Numbers are ours, so that a batch of unknown outcome can be written again without doubles.
 *
 * @param signatures to write before the records that refer to them
 * @param records in the order they came
 */
public record LogBatch(List<SignatureRow> signatures, List<RecordRow> records) {

    /** A signature document, shared by the messages of a signing batch on one side. */
    @SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
    public record SignatureRow(long id, Side side, byte[] document, byte @Nullable [] result) {}

    /** A record and the number of its signature. */
    public record RecordRow(long id, long signature, LogRecord record) {}
}
