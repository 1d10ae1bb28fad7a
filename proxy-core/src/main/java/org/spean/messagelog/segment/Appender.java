package org.spean.messagelog.segment;

import org.spean.messagelog.MessageLogException;

/** Adds entries between the batches of records. Blocks; safe for any thread but the writer's. */
interface Appender {

    /**
     * Makes the entries durable, all or none.
     *
     * @throws MessageLogException when they are not
     */
    void append(SegmentWriter.Content content);

    /** Has what follows go to a new segment. */
    void roll();

    /** Up to where all is durable. */
    Place end();
}
