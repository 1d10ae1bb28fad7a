package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger.Link;
import org.spean.messagelog.MessageLogException;

/**
 * Removes whole segments from the beginning of the log: first it is written that they are to go, with what later segments need of them, then the
 * files are deleted, then, by and by, their rows of the index. Whatever ends this in between, the next start goes on.
 */
final class Removal {

    private final SegmentFiles files;
    private final Appender appender;
    private final Indexer indexer;
    private final SegmentEvidence evidence;

    Removal(SegmentFiles files, Appender appender, Indexer indexer, SegmentEvidence evidence) {
        this.files = files;
        this.appender = appender;
        this.indexer = indexer;
        this.evidence = evidence;
    }

    long remove(Instant before, boolean archivedOnly) {
        rollIfOld(before);
        indexer.await();
        long current = appender.end().segment();
        Going going = evidence.ask(index -> going(index, current, Micros.of(before), archivedOnly));
        if (going.last == 0) {
            return 0;
        }
        List<Carried> carried = evidence.ask(index -> carried(index, going));
        Map<String, Link> links = evidence.ask(Removal::links);
        appender.append((out, begun) -> {
            carried.forEach(stamp -> stamp.write(out));
            links.forEach((group, link) -> ArchivedEntry.write(out, group, link, List.of()));
            out.entry(Entry.REMOVED).put(going.last).end();
        });
        delete(files, going.last);
        indexer.await();
        indexer.clean();
        return going.records;
    }

    /** Deletes files up to a number, the first ones first. */
    static void delete(SegmentFiles files, long last) {
        try {
            for (long number : files.numbers().headSet(last, true)) {
                Files.deleteIfExists(files.path(number));
            }
        } catch (IOException e) {
            throw new MessageLogException(files.directory() + ": a segment cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Records that may go must not wait until the segment that is being written is full. */
    private void rollIfOld(Instant before) {
        indexer.await();
        long current = appender.end().segment();
        boolean old = evidence.ask(index -> !index.numbers(
                        "SELECT 1 FROM segment WHERE id = ? AND first_id > 0 AND first_time < ?",
                        current,
                        Micros.of(before))
                .isEmpty());
        if (old) {
            appender.roll();
            appender.append((out, begun) -> out.entry(Entry.NOTHING).end());
        }
    }

    private static Going going(IndexView index, long current, long before, boolean archivedOnly) throws SQLException {
        List<long[]> segments = new ArrayList<>();
        index.rows(
                "SELECT id, first_id, last_id, last_signature, last_time, unarchived, kind0 + kind1 + kind2 + kind3"
                        + " FROM segment WHERE id > (SELECT removed FROM progress) AND id < ? ORDER BY id",
                row -> {
                    long[] values = new long[7];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getLong(i + 1);
                    }
                    segments.add(values);
                },
                current);
        long firstUnstamped = index.number("SELECT ifnull(min(signature), " + Long.MAX_VALUE + ") FROM unstamped");
        Going going = new Going(0, 0, 0);
        for (long[] segment : segments) {
            boolean old = segment[6] == 0 || segment[4] < before;
            boolean archived = !archivedOnly || segment[5] == 0;
            if (!old || !archived || (segment[3] >= firstUnstamped && waits(index, segment[1], segment[2]))) {
                break;
            }
            going = new Going(segment[0], Math.max(going.lastSignature, segment[3]), going.records + segment[6]);
        }
        return going;
    }

    private static boolean waits(IndexView index, long firstId, long lastId) throws SQLException {
        boolean[] found = new boolean[1];
        RecordBlocks.each(index, firstId, lastId, block -> {
            Set<Long> unstamped = RecordBlocks.unstamped(index, block);
            found[0] = !unstamped.isEmpty() && block.anySignature(unstamped::contains);
            return !found[0];
        });
        return found[0];
    }

    /** Time-stamps that go, of signatures that stay since a later segment has records of them too. */
    private List<Carried> carried(IndexView index, Going going) throws SQLException, IOException {
        List<long[]> found = new ArrayList<>();
        index.rows(
                "SELECT c.signature, c.stamp, c.segment, c.position, t.segment, t.position FROM signature s"
                        + " JOIN chain c ON c.signature = s.id JOIN stamp t ON t.id = c.stamp"
                        + " WHERE s.id <= ? AND s.segment > ? AND c.segment <= ?",
                row -> {
                    long[] values = new long[6];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getLong(i + 1);
                    }
                    found.add(values);
                },
                going.lastSignature,
                going.last,
                going.last);
        List<Carried> carried = new ArrayList<>();
        for (long[] row : found) {
            carried.add(new Carried(
                    row[0], evidence.stampAt(new Place(row[4], row[5])), evidence.chainAt(new Place(row[2], row[3]))));
        }
        return carried;
    }

    private static Map<String, Link> links(IndexView index) throws SQLException {
        Map<String, Link> links = new HashMap<>();
        index.rows(
                "SELECT name, digest, file FROM archive",
                row -> links.put(row.getString(1), new Link(row.getString(2), row.getString(3))));
        return links;
    }

    /**
     * What may go.
     *
     * @param last number of the last segment; 0 for none
     */
    private record Going(long last, long lastSignature, long records) {}

    /** A time-stamp of one signature, to be written again under a number of its own. */
    @SuppressWarnings("ArrayRecordComponent") // immutable by convention, never compared
    private record Carried(long signature, StampEntry stamp, byte @Nullable [] chain) {
        void write(BatchBuffer out) {
            long number = SegmentLedger.newNumber();
            StampEntry.writeChain(out, number, signature, chain);
            StampEntry.write(out, number, stamp.time(), stamp.token(), stamp.result(), List.of(signature));
        }
    }
}
