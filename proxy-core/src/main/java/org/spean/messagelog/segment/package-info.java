/**
 * The embedded home of the message log: preallocated, checksummed segment files that records are appended to, and an SQLite
 * index built behind them, which can be lost: it is made anew from the segments.
 *
 * <p>The way of a record: {@link org.spean.messagelog.segment.SegmentStore} has its writer thread encode a batch
 * ({@code BatchBuffer}), append it and synchronise the file ({@code SegmentWriter}). The {@code Indexer} follows on a thread of its own. A
 * reader ({@link org.spean.messagelog.segment.SegmentEvidence}, in this process or another) asks the index and scans what comes after it ({@code Tail}). Time-stamps,
 * archive marks and removals are entries of the segments like any other.
 */
@NullMarked
package org.spean.messagelog.segment;

import org.jspecify.annotations.NullMarked;
