package org.spean.messagelog.segment;

/**
 * A place in the log.
 *
 * @param segment number of the segment, from 1 on
 * @param offset bytes from its beginning
 */
record Place(long segment, long offset) implements Comparable<Place> {

    static final Place BEGINNING = new Place(0, 0);

    @Override
    public int compareTo(Place other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return SegmentFiles.name(segment) + " at " + offset;
    }
}
