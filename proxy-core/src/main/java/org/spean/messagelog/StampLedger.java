package org.spean.messagelog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which signature documents a time-stamp covers and which wait for one. A message counts as stamped when its signature
 * document is. Blocks; safe for any thread.
 */
public interface StampLedger {

    /** How many distinct signature documents wait. */
    long pending();

    /**
     * The next that wait, in ascending order of their numbers, without a scan of what is stamped already. What becomes durable
     * after a walk through them has begun may be left to the next one.
     *
     * @param after only greater numbers; 0 to begin with the first
     */
    List<SignatureDocument> pending(long after, int most);

    /** The signature document of a record, stamped or not; {@code null} if there is no such record. */
    @Nullable
    SignatureDocument of(long recordId);

    /** Keeps a verified time-stamp, all or nothing, durably. A signature document that has one already keeps that. */
    void keep(Stamped stamped);

    /**
     * A signature document as it travelled.
     *
     * @param id its number; grows with time, roughly microseconds since 1970
     */
    @SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
    record SignatureDocument(long id, byte[] document) {}

    /**
     * One token over one or more signature documents.
     *
     * @param result hash chain result that was stamped; {@code null} when the token covers the only document directly
     * @param chains by number of the signature document, its hash chain; values are {@code null} with {@code result}
     */
    @SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
    record Stamped(Instant time, byte[] token, byte @Nullable [] result, Map<Long, byte @Nullable []> chains) {}
}
