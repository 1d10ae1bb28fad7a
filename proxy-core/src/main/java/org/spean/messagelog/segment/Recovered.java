package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.NavigableSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.event.Events;

/**
 * How the log stands when it is opened: what was not written to its end is cut; what is damaged before that is reported and
 * left as it is, and then the next batch goes to a new segment.
 *
 * @param end where the next batch goes, in the last segment; {@link Place#BEGINNING} of a log without segments
 * @param whole whether the last segment may be written on
 * @param batch number of the last batch
 * @param lastId greatest number of a record or signature
 */
record Recovered(Place end, boolean whole, long batch, long lastId) {

    private static final Logger LOG = LoggerFactory.getLogger(Recovered.class);

    static Recovered open(SegmentFiles files, Events events) throws IOException {
        long batch = 0;
        long lastId = 0;
        Place end = Place.BEGINNING;
        boolean whole = true;
        NavigableSet<Long> numbers = files.numbers();
        for (long number : numbers.descendingSet()) {
            try (Segment segment = Segment.open(files, number)) {
                if (segment == null) {
                    if (!files.blank(number)) {
                        events.report(
                                Events.Kind.MESSAGE_LOG_DAMAGED, SegmentFiles.name(number), "its header is unreadable");
                        if (end.equals(Place.BEGINNING)) {
                            end = new Place(number, 0);
                            whole = false;
                        }
                    }
                    continue;
                }
                Ids ids = new Ids();
                boolean last = end.equals(Place.BEGINNING);
                boolean[] damaged = new boolean[1];
                SegmentScan scan = new SegmentScan(segment, ids, (from, to, what) -> {
                    damaged[0] = true;
                    if (last) {
                        report(events, from, to, what);
                    }
                });
                long at = scan.run(0, segment.size(), SegmentScan.Extent.ABANDONED, Long.MAX_VALUE);
                if (last) {
                    end = new Place(number, at);
                    whole = !damaged[0];
                    cut(files, number, at, segment.size(), whole);
                }
                batch = Math.max(
                        batch, Math.max(scan.lastBatch(), segment.header().firstBatch() - 1));
                lastId = ids.greatest;
            }
            if (lastId > 0) {
                break;
            }
        }
        return new Recovered(end, whole, batch, lastId);
    }

    static void report(Events events, Place from, Place to, String what) {
        events.report(
                Events.Kind.MESSAGE_LOG_DAMAGED,
                SegmentFiles.name(from.segment()),
                "bytes " + from.offset() + " to " + to.offset() + " are not what was written (" + what
                        + "); the rest is served");
    }

    private static void cut(SegmentFiles files, long number, long from, long to, boolean whole) throws IOException {
        try (FileChannel channel =
                FileChannel.open(files.path(number), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (Zeros.clean(channel, from, to)) {
                LOG.info("{}: a batch that was not written to its end is cut", new Place(number, from));
            }
            if (!whole) {
                channel.truncate(from);
                channel.force(true);
            }
        }
    }

    /** Finds the greatest number. */
    private static final class Ids implements Entry.Sink {
        private long greatest;

        @Override
        public void take(Entry entry) {
            if (entry.kind() == Entry.RECORD || entry.kind() == Entry.SIGNATURE) {
                greatest = Math.max(greatest, entry.payload().getLong(0));
            }
        }
    }
}
