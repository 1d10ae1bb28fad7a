package org.spean.messagelog.segment;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.MessageLogException;

/** What the segments say beyond what is indexed, in memory. Confined to one thread. */
final class Tail implements Entry.Sink {

    /** Some 300 bytes each. */
    private static final int MOST = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    private final SegmentFiles files;
    private Place start = Place.BEGINNING;
    private Place at = Place.BEGINNING;

    final NavigableMap<Long, RecordEntry> records = new TreeMap<>();
    final Map<Long, Place> recordPlaces = new HashMap<>();
    final Map<Long, Place> signatures = new HashMap<>();
    final Set<Long> fresh = new HashSet<>();
    final Set<Long> repeated = new HashSet<>();

    /** By signature, then by time-stamp. */
    final Map<Long, NavigableMap<Long, Place>> chains = new HashMap<>();

    final Map<Long, Place> stamps = new HashMap<>();
    final Set<Long> stamped = new HashSet<>();

    /** The last file of each group. */
    final Map<String, ArchiveLedger.Link> archives = new HashMap<>();

    private long removed;

    Tail(SegmentFiles files) {
        this.files = files;
    }

    /** The last of the segments that are to go, as far as the tail says so. */
    long removed() {
        return removed;
    }

    /** Reads on, to the end of what is written now; anew if more is indexed than before. */
    void follow(Place indexed) throws IOException {
        if (!indexed.equals(start)) {
            clear();
            start = indexed;
            at = indexed;
        }
        while (true) {
            long after = files.after(at.segment());
            try (Segment segment = Segment.open(files, at.segment())) {
                if (segment != null) {
                    SegmentScan scan = new SegmentScan(segment, this, Tail::damaged);
                    SegmentScan.Extent extent = after == 0 ? SegmentScan.Extent.OPEN : SegmentScan.Extent.WRITTEN;
                    at = new Place(at.segment(), scan.run(at.offset(), segment.size(), extent, Long.MAX_VALUE));
                }
            }
            if (after == 0) {
                return;
            }
            at = new Place(after, 0);
        }
    }

    @Override
    public void take(Entry entry) {
        switch (entry.kind()) {
            case Entry.RECORD -> {
                RecordEntry record = RecordEntry.read(entry);
                records.put(record.id(), record);
                recordPlaces.put(record.id(), entry.place());
                if (records.size() > MOST) {
                    throw new MessageLogException(
                            files.directory() + ": more than " + MOST
                                    + " records are not indexed; the gateway does so while it runs",
                            null);
                }
            }
            case Entry.SIGNATURE -> {
                long id = SignatureEntry.id(entry);
                (SignatureEntry.repeated(entry) && !fresh.contains(id) ? repeated : fresh).add(id);
                signatures.put(id, entry.place());
            }
            case Entry.CHAIN ->
                chains.computeIfAbsent(StampEntry.chainSignature(entry), _ -> new TreeMap<>())
                        .put(StampEntry.chainStamp(entry), entry.place());
            case Entry.STAMP -> {
                StampEntry stamp = StampEntry.read(entry);
                stamps.put(stamp.id(), entry.place());
                for (long signature : stamp.signatures()) {
                    stamped.add(signature);
                }
            }
            case Entry.ARCHIVED -> {
                ArchivedEntry archived = ArchivedEntry.read(entry);
                archives.put(archived.group(), archived.link());
            }
            case Entry.REMOVED -> removed = Math.max(removed, entry.payload().getLong(0));
            default -> {}
        }
    }

    /** Where a record stands; {@code null} when it is not in the tail. */
    @Nullable
    Place place(long record) {
        return recordPlaces.get(record);
    }

    /** Lets go of all that was read; the next question reads anew. */
    void forget() {
        clear();
        start = Place.BEGINNING;
        at = Place.BEGINNING;
    }

    private void clear() {
        records.clear();
        recordPlaces.clear();
        signatures.clear();
        fresh.clear();
        repeated.clear();
        chains.clear();
        stamps.clear();
        stamped.clear();
        archives.clear();
        removed = 0;
    }

    private static void damaged(Place from, Place to, String what) {
        LOG.warn("{} to {}: not what was written ({})", from, to.offset(), what);
    }
}
