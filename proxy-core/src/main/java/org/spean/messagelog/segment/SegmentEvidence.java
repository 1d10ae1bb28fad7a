package org.spean.messagelog.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.EvidenceCounts;
import org.spean.messagelog.EvidenceQuery;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.EvidenceStamp;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.RecordKind;
import org.spean.messagelog.Side;
import org.spean.messagelog.encryption.RecordCipher;

/** Reads a message log, also while a gateway writes it: what is indexed by the index, the rest from the segments. */
public final class SegmentEvidence implements EvidenceReader {

    private static final int OPEN_SEGMENTS = 32;

    private final SegmentFiles files;
    private final @Nullable RecordCipher cipher;
    private final IndexView index;
    private final Tail tail;
    private final Consumer<? super Exception> damage;
    private final Map<Long, Segment> open = new LinkedHashMap<>(OPEN_SEGMENTS, 0.75f, true);

    private SegmentEvidence(SegmentFiles files, @Nullable RecordCipher cipher, Consumer<? super Exception> damage) {
        this.files = files;
        this.cipher = cipher;
        this.damage = damage;
        index = new IndexView(files.directory());
        tail = new Tail(files);
    }

    /**
     * Opens a message log.
     *
     * @param cipher for messages that are encrypted; {@code null} when no key is known
     * @throws IOException when the folder is none or holds no message log; the text names it
     */
    public static SegmentEvidence open(Path directory, @Nullable RecordCipher cipher) throws IOException {
        return open(directory, cipher, _ -> {});
    }

    /** @param damage hears of whatever made a question fail */
    static SegmentEvidence open(Path directory, @Nullable RecordCipher cipher, Consumer<? super Exception> damage)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + ": no such folder");
        }
        SegmentFiles files = new SegmentFiles(directory);
        if (files.after(0) == 0) {
            throw new IOException(directory + ": not a message log");
        }
        return new SegmentEvidence(files, cipher, damage);
    }

    @Override
    public EvidenceCounts counts() {
        return ask(index -> {
            long removed = removed();
            long[] counts = new long[RecordKind.COUNTED + 1];
            long[] signatures = new long[2];
            index.rows(
                    "SELECT sum(kind0), sum(kind1), sum(kind2), sum(kind3), sum(signatures) FROM segment WHERE id > ?",
                    row -> {
                        for (int i = 0; i < counts.length; i++) {
                            counts[i] = row.getLong(i + 1);
                        }
                        signatures[0] = row.getLong(counts.length + 1);
                    },
                    removed);
            tail.records.forEach((id, record) -> {
                Place place = tail.place(id);
                if (place != null && place.segment() > removed) {
                    counts[record.kind() & RecordKind.COUNTED]++;
                }
            });
            long fresh = tail.fresh.size();
            for (long id : tail.repeated) {
                fresh += index.numbers("SELECT 1 FROM signature WHERE id = ?", id)
                                .isEmpty()
                        ? 1
                        : 0;
            }
            long unstamped = index.number("SELECT count(*) FROM unstamped") + fresh;
            for (long id : tail.stamped) {
                unstamped -= tail.fresh.contains(id)
                                || !index.numbers("SELECT 1 FROM unstamped WHERE signature = ?", id)
                                        .isEmpty()
                        ? 1
                        : 0;
            }
            return new EvidenceCounts(
                    counts[RecordKind.of(Side.CONSUMER, false, false)],
                    counts[RecordKind.of(Side.CONSUMER, true, false)],
                    counts[RecordKind.of(Side.PROVIDER, false, false)],
                    counts[RecordKind.of(Side.PROVIDER, true, false)],
                    signatures[0] + fresh,
                    unstamped);
        });
    }

    /** How far the log goes. */
    public SegmentStatus status() {
        EvidenceCounts counts = counts();
        return ask(index -> {
            long last = index.number("SELECT ifnull(max(last_id), 0) FROM segment");
            Map<String, ArchiveLedger.Link> archives = new HashMap<>();
            index.rows(
                    "SELECT name, digest, file FROM archive",
                    row -> archives.put(row.getString(1), new ArchiveLedger.Link(row.getString(2), row.getString(3))));
            archives.putAll(tail.archives);
            return new SegmentStatus(
                    counts.records(),
                    counts.unstamped(),
                    tail.records.isEmpty() ? last : Math.max(last, tail.records.lastKey()),
                    archives);
        });
    }

    @Override
    public List<Long> find(EvidenceQuery query, int most) {
        return ask(index -> {
            SortedSet<Long> found = new TreeSet<>();
            Finder finder = new Finder(index, query, removed(), this::stored);
            found.addAll(finder.indexed(most));
            for (RecordEntry record : tail.records.values()) {
                if (finder.matches(record)) {
                    found.add(record.id());
                }
            }
            return found.stream().limit(most).toList();
        });
    }

    @Override
    public List<Long> sample(int records, RandomGenerator random) {
        return ask(index -> new Sampler(index, removed(), tail.records.navigableKeySet()).draw(records, random));
    }

    @Override
    public @Nullable Evidence read(long recordId) {
        return this.<List<Evidence>>ask(index -> {
                    Entry record = record(recordId);
                    if (record == null) {
                        return List.of();
                    }
                    long number = RecordEntry.read(record).signature();
                    Entry signature = signature(number);
                    if (signature == null) {
                        throw new IOException(record.place() + ": the signature document " + number + " is missing");
                    }
                    return List.of(RecordEntry.evidence(record, SignatureEntry.read(signature), stamp(number), cipher));
                })
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** The number of the signature document of a record; 0 if there is no such record. */
    long signatureOf(long recordId) {
        return ask(index -> {
            Entry record = record(recordId);
            return record == null ? 0L : RecordEntry.read(record).signature();
        });
    }

    /** The signature documents of these numbers, as far as they exist, in this order. */
    List<SignatureEntry> documents(List<Long> signatures) {
        return ask(index -> {
            List<SignatureEntry> found = new ArrayList<>();
            for (long number : signatures) {
                Entry entry = signature(number);
                if (entry != null) {
                    found.add(SignatureEntry.read(entry));
                }
            }
            return found;
        });
    }

    /** Asks the index; what is not indexed yet is in the tail by then. */
    <T> T ask(IndexView.Question<T> question) {
        try {
            return index.snapshot(view -> {
                tail.follow(view.progress());
                return question.ask(view);
            });
        } catch (SQLException | IOException e) {
            damage.accept(e);
            String message = String.valueOf(e.getMessage());
            throw new MessageLogException(files.directory() + ": " + message, e);
        }
    }

    /** The time-stamp as it stands at a place. */
    StampEntry stampAt(Place place) throws IOException {
        Entry entry = entry(place, Entry.STAMP);
        if (entry == null) {
            throw new IOException(place + ": the time-stamp is missing");
        }
        return StampEntry.read(entry);
    }

    /** The hash chain as it stands at a place. */
    byte @Nullable [] chainAt(Place place) throws IOException {
        Entry entry = entry(place, Entry.CHAIN);
        if (entry == null) {
            throw new IOException(place + ": the hash chain is missing");
        }
        return StampEntry.chain(entry);
    }

    /** Keeps nothing but the connection to the index, until the next question. */
    void rest() {
        tail.forget();
        try {
            closeSegments();
        } catch (IOException e) {
            throw new MessageLogException(files.directory() + ": " + e.getMessage(), e);
        }
    }

    /** Whether it reads what is encrypted with these keys. */
    boolean uses(@Nullable RecordCipher other) {
        return Objects.equals(cipher, other);
    }

    private void closeSegments() throws IOException {
        for (Segment segment : open.values()) {
            segment.close();
        }
        open.clear();
    }

    @Override
    public void close() {
        try {
            index.close();
            closeSegments();
        } catch (SQLException | IOException e) {
            throw new MessageLogException(files.directory() + ": " + e.getMessage(), e);
        }
    }

    private long removed() throws SQLException {
        return Math.max(tail.removed(), index.number("SELECT removed FROM progress"));
    }

    private @Nullable Entry record(long id) throws SQLException, IOException {
        Place place = tail.place(id);
        if (place == null) {
            place = RecordBlocks.place(index, id);
        }
        return place == null || place.segment() <= removed() ? null : entry(place, Entry.RECORD);
    }

    private @Nullable Entry signature(long id) throws SQLException, IOException {
        Place place = tail.signatures.get(id);
        if (place == null) {
            place = place("SELECT segment, position FROM signature WHERE id = ?", id);
        }
        return place == null ? null : entry(place, Entry.SIGNATURE);
    }

    private @Nullable EvidenceStamp stamp(long signature) throws SQLException, IOException {
        NavigableMap<Long, Place> chains =
                new TreeMap<>(tail.chains.getOrDefault(signature, Collections.emptyNavigableMap()));
        index.rows(
                "SELECT stamp, segment, position FROM chain WHERE signature = ?",
                row -> chains.put(row.getLong(1), new Place(row.getLong(2), row.getLong(3))),
                signature);
        for (Map.Entry<Long, Place> chain : chains.entrySet()) {
            Place place = tail.stamps.get(chain.getKey());
            if (place == null) {
                place = place("SELECT segment, position FROM stamp WHERE id = ?", chain.getKey());
            }
            if (place != null && place.segment() > removed()) {
                return stampAt(place).with(chainAt(chain.getValue()));
            }
        }
        return null;
    }

    private @Nullable RecordEntry stored(Place place) throws IOException {
        Entry entry = entry(place, Entry.RECORD);
        return entry == null ? null : RecordEntry.read(entry);
    }

    private @Nullable Place place(String query, long number) throws SQLException {
        List<Place> places = new ArrayList<>(1);
        index.rows(query, row -> places.add(new Place(row.getLong(1), row.getLong(2))), number);
        return places.isEmpty() ? null : places.getFirst();
    }

    /** The entry at a place; {@code null} when the segment is gone. */
    private @Nullable Entry entry(Place place, byte kind) throws IOException {
        Segment segment = open.get(place.segment());
        if (segment == null) {
            segment = Segment.open(files, place.segment());
            if (segment == null) {
                return null;
            }
            if (open.size() >= OPEN_SEGMENTS) {
                Segment eldest = open.remove(open.keySet().iterator().next());
                if (eldest != null) {
                    eldest.close();
                }
            }
            open.put(place.segment(), segment);
        }
        return segment.entry(place.offset(), kind);
    }
}
