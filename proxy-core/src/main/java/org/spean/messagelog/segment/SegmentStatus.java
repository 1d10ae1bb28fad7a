package org.spean.messagelog.segment;

import java.util.Map;
import org.spean.messagelog.ArchiveLedger;

/**
 * How far a message log goes.
 *
 * @param records how many there are
 * @param unstamped signature documents that wait for a time-stamp
 * @param lastRecord the greatest number of a record; 0 when there is none
 * @param archives the last archive file of each group
 */
public record SegmentStatus(long records, long unstamped, long lastRecord, Map<String, ArchiveLedger.Link> archives) {
    /** Copies the map. */
    public SegmentStatus {
        archives = Map.copyOf(archives);
    }
}
