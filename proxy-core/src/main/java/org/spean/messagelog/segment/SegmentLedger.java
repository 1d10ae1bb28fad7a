package org.spean.messagelog.segment;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.StampLedger;
import org.spean.pace.Unhurried;

/**
 * Time-stamps, archive marks and removals: entries of the segments, asked for by the index, which is waited for until it has all that
 * is durable.
 */
final class SegmentLedger implements StampLedger, ArchiveLedger, AutoCloseable {

    /** Bytes of hash chains in a batch: what waits meanwhile waits for no more than that. */
    private static final int CHAIN_BYTES = 1 << 18;

    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Appender appender;
    private final Indexer indexer;
    private final SegmentEvidence evidence;
    private final Removal removal;
    private final Set<String> duties = ConcurrentHashMap.newKeySet();

    SegmentLedger(SegmentFiles files, Appender appender, Indexer indexer, SegmentEvidence evidence) {
        this.appender = appender;
        this.indexer = indexer;
        this.evidence = evidence;
        removal = new Removal(files, appender, indexer, evidence);
    }

    @Override
    public synchronized long pending() {
        return asked(index -> index.number("SELECT count(*) FROM unstamped"));
    }

    @Override
    public synchronized List<SignatureDocument> pending(long after, int most) {
        if (after == 0) { // what came since may wait: to index it at each page would be to index it in tiny pieces
            indexer.await();
        }
        return documents(evidence.ask(index -> index.numbers(
                "SELECT signature FROM unstamped WHERE signature > ? ORDER BY signature LIMIT ?", after, most)));
    }

    @Override
    public synchronized @Nullable SignatureDocument of(long recordId) {
        long signature = evidence.signatureOf(recordId);
        List<SignatureDocument> found = signature == 0 ? List.of() : documents(List.of(signature));
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public synchronized void keep(Stamped stamped) {
        // Numbers alone: a chain is made when it is written, or all of a round would be in memory at once.
        NavigableSet<Long> waiting = new TreeSet<>(stamped.chains().keySet());
        if (!waiting.isEmpty()) {
            waiting.retainAll(asked(index -> Set.copyOf(index.numbers(
                    "SELECT signature FROM unstamped WHERE signature BETWEEN ? AND ?",
                    waiting.first(),
                    waiting.last()))));
        }
        if (waiting.isEmpty()) {
            return;
        }
        long number = newNumber();
        Iterator<Long> rest = waiting.iterator();
        Unhurried work = new Unhurried(LONGEST_REST);
        while (rest.hasNext()) {
            List<Map.Entry<Long, byte @Nullable []>> some = new ArrayList<>();
            for (int bytes = 0; rest.hasNext() && bytes < CHAIN_BYTES; ) {
                Long signature = rest.next();
                byte[] chain = stamped.chains().get(signature);
                bytes += 64 + (chain == null ? 0 : chain.length);
                some.add(new AbstractMap.SimpleImmutableEntry<>(signature, chain));
            }
            boolean last = !rest.hasNext();
            appender.append((out, begun) -> {
                some.forEach(chain -> StampEntry.writeChain(out, number, chain.getKey(), chain.getValue()));
                if (last) {
                    StampEntry.write(
                            out, number, Micros.of(stamped.time()), stamped.token(), stamped.result(), waiting);
                }
            });
            if (!last) {
                work.rest();
            }
        }
    }

    /** Drawn at random, so that chains of a time-stamp that never came are never taken for those of another. */
    static long newNumber() {
        return RANDOM.nextLong() >>> 1;
    }

    @Override
    public synchronized List<Long> archivable(Instant before, long after, int most) {
        return asked(index -> {
            List<long[]> ranges = new ArrayList<>();
            index.rows(
                    "SELECT first_id, last_id FROM segment WHERE id > (SELECT removed FROM progress)"
                            + " AND unarchived > 0 AND last_id > ? AND first_time < ? ORDER BY id",
                    row -> ranges.add(new long[] {row.getLong(1), row.getLong(2)}),
                    after,
                    Micros.of(before));
            List<Long> found = new ArrayList<>();
            for (long[] range : ranges) {
                if (found.size() < most) {
                    RecordBlocks.each(index, Math.max(range[0], after + 1), range[1], block -> {
                        Set<Long> unstamped = RecordBlocks.unstamped(index, block);
                        for (int row = 0; row < block.count() && found.size() < most; row++) {
                            if (block.id(row) > after
                                    && !block.archived(row)
                                    && block.time(row) < Micros.of(before)
                                    && !unstamped.contains(block.signature(row))) {
                                found.add(block.id(row));
                            }
                        }
                        return found.size() < most;
                    });
                }
            }
            return found;
        });
    }

    @Override
    public synchronized @Nullable Link last(String group) {
        List<Link> found = new ArrayList<>(1);
        return asked(index -> {
                    index.rows(
                            "SELECT digest, file FROM archive WHERE name = ?",
                            row -> found.add(new Link(row.getString(1), row.getString(2))),
                            group);
                    return found;
                })
                .stream()
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized void archived(String group, Link link, List<Long> records) {
        appender.append((out, begun) -> ArchivedEntry.write(out, group, link, records));
    }

    @Override
    public synchronized long remove(Instant before, boolean archivedOnly) {
        return removal.remove(before, archivedOnly);
    }

    /** The folder is ours alone. */
    @Override
    public Optional<Duty> begin(String duty) {
        return duties.add(duty) ? Optional.of(() -> duties.remove(duty)) : Optional.empty();
    }

    @Override
    public synchronized void close() {
        evidence.close();
    }

    private List<SignatureDocument> documents(List<Long> signatures) {
        return evidence.documents(signatures).stream()
                .map(entry -> new SignatureDocument(entry.id(), entry.document()))
                .toList();
    }

    private <T> T asked(IndexView.Question<T> question) {
        indexer.await();
        return evidence.ask(question);
    }
}
