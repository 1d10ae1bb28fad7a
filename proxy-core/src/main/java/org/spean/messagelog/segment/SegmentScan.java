package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment batch by batch. Where something is not as it was written, it goes on at the next whole batch; what it left out is
 * reported, unless it is the end of what was ever written. Confined to one thread.
 */
final class SegmentScan {

    /** How far a segment is known to be written. */
    enum Extent {
        /** All up to the limit was made durable: what is not whole there is damaged. */
        WRITTEN,
        /** Somebody writes it: the first batch that is blank or not whole yet is the end. */
        OPEN,
        /** Whoever wrote it ended at any moment: a last batch that is not whole never counted. */
        ABANDONED
    }

    /** Hears of what cannot be read. */
    interface Damage {
        void found(Place from, Place to, String what);
    }

    /** Bytes read at a time: few first, as who follows a log often finds nothing new. */
    private static final int FIRST_WINDOW = 1 << 12;

    private static final int WINDOW = 1 << 20;

    private final Segment segment;
    private final Entry.Sink sink;
    private final Damage damage;

    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;
    /** Whether entries of the batch at hand look at the window: then the next one is another. */
    private boolean looked;

    private int nextWindow = FIRST_WINDOW;
    private long lastBatch;

    SegmentScan(Segment segment, Entry.Sink sink, Damage damage) {
        this.segment = segment;
        this.sink = sink;
        this.damage = damage;
    }

    /** The greatest number of a batch seen; 0 before the first. */
    long lastBatch() {
        return lastBatch;
    }

    /**
     * Gives the entries of whole batches to the sink.
     *
     * @param from where a batch begins, or 0
     * @param limit bytes of the segment to look at
     * @param most stop at the end of a batch once so many bytes were read
     * @return where the next batch begins, or would
     */
    long run(long from, long limit, Extent extent, long most) throws IOException {
        long at = Math.max(from, SegmentHeader.SIZE);
        long stop = most > limit - at ? limit : at + most;
        while (at < stop) {
            long end = batchEnd(at, limit);
            if (end < 0) {
                if (extent == Extent.OPEN && blank(at, limit)) {
                    return at;
                }
                long next = nextBatch(at + 1, limit);
                if (next < 0) {
                    if (extent == Extent.WRITTEN) {
                        damaged(at, limit, "no batch");
                        return limit;
                    }
                    return at;
                }
                damaged(at, next, "no batch");
                at = next;
                continue;
            }
            if (!take(
                    at, end, extent == Extent.WRITTEN || batchEnd(end, limit) >= 0 || isFollowed(end, limit, extent))) {
                return at;
            }
            at = end;
        }
        return at;
    }

    private boolean isFollowed(long end, long limit, Extent extent) throws IOException {
        return extent == Extent.ABANDONED && nextBatch(end, limit) >= 0;
    }

    /** Gives the entries of a batch to the sink, unless it is not whole and may never have counted. */
    private boolean take(long at, long end, boolean counted) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long broken = -1;
        long next = at + BatchBuffer.HEADER;
        if (end - at <= WINDOW) {
            load(at, (int) (end - at)); // all of it in one window, which then serves the next batches, too
        }
        int expected = load(at, BatchBuffer.HEADER).getInt(16);
        while (next < end) {
            ByteBuffer head = load(next, BatchBuffer.ENTRY_HEADER);
            long length = head.getInt(0);
            long after = next + BatchBuffer.ENTRY_HEADER + length;
            if (length < 0 || after > end) {
                break;
            }
            ByteBuffer whole = load(next, (int) (after - next));
            looked = true;
            if (whole.getInt(5) == BatchBuffer.entryChecksum(segment.checksum(), whole)) {
                byte kind = whole.get(4);
                entries.add(
                        new Entry(new Place(segment.number(), next), kind, whole.position(BatchBuffer.ENTRY_HEADER)));
            } else if (broken < 0) {
                broken = next;
            }
            next = after;
        }
        boolean whole = entries.size() == expected && next == end;
        if (!whole && !counted) {
            return false;
        }
        if (!whole) {
            damaged(broken < 0 ? next : broken, end, expected - entries.size() + " entries of a batch");
        }
        lastBatch = Math.max(lastBatch, load(at, BatchBuffer.HEADER).getLong(4));
        entries.forEach(sink::take);
        looked = false;
        return true;
    }

    /** Where the batch that begins here ends; negative when none does. */
    private long batchEnd(long at, long limit) throws IOException {
        if (limit - at < BatchBuffer.HEADER) {
            return -1;
        }
        ByteBuffer header = load(at, BatchBuffer.HEADER);
        if (header.getInt(0) != BatchBuffer.MAGIC
                || header.getInt(20) != segment.checksum().of(header.slice(0, BatchBuffer.HEADER - 4))) {
            return -1;
        }
        long end = at + BatchBuffer.HEADER + header.getInt(12);
        return end > limit ? -1 : end;
    }

    private long nextBatch(long from, long limit) throws IOException {
        byte first = (byte) (BatchBuffer.MAGIC >> 24);
        for (long at = from; at <= limit - BatchBuffer.HEADER; ) {
            ByteBuffer some = load(at, (int) Math.min(WINDOW, limit - at));
            int found = 0;
            while (found < some.limit() && some.get(found) != first) {
                found++;
            }
            at += found;
            if (found < some.limit()) {
                if (batchEnd(at, limit) >= 0) {
                    return at;
                }
                at++;
            }
        }
        return -1;
    }

    private boolean blank(long at, long limit) throws IOException {
        return Zeros.all(load(at, (int) Math.min(BatchBuffer.HEADER, limit - at)));
    }

    private void damaged(long from, long to, String what) {
        damage.found(new Place(segment.number(), from), new Place(segment.number(), to), what);
    }

    /** A view of its own of bytes of the segment; fewer than asked for at its end. */
    private ByteBuffer load(long at, int length) throws IOException {
        if (at < windowAt || at + length > windowAt + window.limit()) {
            int wanted = Math.max(nextWindow, length);
            nextWindow = Math.min(WINDOW, 8 * nextWindow);
            int most = (int) Math.min(wanted, Math.max(0, segment.size() - at));
            if (looked || window.capacity() < most) {
                window = ByteBuffer.allocate(most);
                looked = false;
            } else {
                window.clear().limit(most);
            }
            windowAt = at;
            while (window.hasRemaining()) {
                if (segment.channel().read(window, at + window.position()) < 0) {
                    break;
                }
            }
            window.flip();
        }
        int from = (int) (at - windowAt);
        return window.slice(from, Math.min(length, window.limit() - from));
    }
}
