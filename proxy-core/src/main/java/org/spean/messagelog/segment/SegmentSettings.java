package org.spean.messagelog.segment;

/**
 * Sizes, in bytes.
 *
 * @param segment at which the next segment is begun; a larger batch has one of its own
 * @param firstRoom what is made room for at once when no segment was prepared; more is made as it is needed
 */
record SegmentSettings(long segment, long firstRoom) {

    static final SegmentSettings DEFAULT = new SegmentSettings(64L << 20, 1L << 20);
}
