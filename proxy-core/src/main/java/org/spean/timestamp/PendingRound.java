package org.spean.timestamp;

import java.time.Duration;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.timestamp.StampRound;
import org.spean.crypto.timestamp.TimeStampRequest;
import org.spean.crypto.timestamp.VerifiedTimeStamp;
import org.spean.messagelog.StampLedger;
import org.spean.messagelog.StampLedger.SignatureDocument;
import org.spean.messagelog.StampLedger.Stamped;
import org.spean.pace.Unhurried;

/**
 * The signature documents of one time-stamp. Documents are read some at a time and only their digests kept, and hash
 * chains are made when the log asks for them, so a round of 10,000 takes some 3 MB.
 */
final class PendingRound {
    /** Documents read at a time; each has some 7 kB. */
    private static final int PAGE = 256;

    /** Read in one go, those of a minute made exchanges wait for a second. */
    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private final List<Long> numbers;
    private final StampRound round;
    private final boolean full;

    private PendingRound(List<Long> numbers, StampRound round, boolean full) {
        this.numbers = numbers;
        this.round = round;
        this.full = full;
    }

    /** The next that wait, {@code null} if none does. */
    static @Nullable PendingRound collect(StampLedger ledger, long after, int most) {
        Walk walk = new Walk(ledger, after, most);
        if (!walk.hasNext()) {
            return null;
        }
        StampRound round = StampRound.over(DigestAlgorithm.SHA_512, () -> walk);
        return new PendingRound(walk.numbers, round, walk.numbers.size() == most);
    }

    TimeStampRequest request() {
        return round.request();
    }

    int documents() {
        return numbers.size();
    }

    /** The greatest number among them. */
    long last() {
        return numbers.getLast();
    }

    /** Whether there may be more. */
    boolean full() {
        return full;
    }

    Stamped stamped(VerifiedTimeStamp stamp) {
        return new Stamped(stamp.time(), stamp.token(), round.result(), new Chains());
    }

    /** Pages through what waits, and notes the numbers. */
    private static final class Walk implements Iterator<byte[]> {
        private final StampLedger ledger;
        private final int most;
        private final List<Long> numbers = new ArrayList<>();
        private final Unhurried work = new Unhurried(LONGEST_REST);
        private Iterator<SignatureDocument> page = Collections.emptyIterator();
        private long after;

        Walk(StampLedger ledger, long after, int most) {
            this.ledger = ledger;
            this.after = after;
            this.most = most;
        }

        @Override
        public boolean hasNext() {
            if (numbers.size() == most) {
                return false;
            }
            if (!page.hasNext()) {
                if (!numbers.isEmpty()) {
                    work.rest();
                }
                page = ledger.pending(after, Math.min(PAGE, most - numbers.size()))
                        .iterator();
            }
            return page.hasNext();
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            SignatureDocument document = page.next();
            numbers.add(document.id());
            after = document.id();
            return document.document();
        }
    }

    /** Each document's hash chain, made anew whenever it is asked for. */
    private final class Chains extends AbstractMap<Long, byte @Nullable []> {

        @Override
        public Set<Map.Entry<Long, byte @Nullable []>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Map.Entry<Long, byte @Nullable []>> iterator() {
                    return entries();
                }

                @Override
                public int size() {
                    return numbers.size();
                }
            };
        }

        private Iterator<Map.Entry<Long, byte @Nullable []>> entries() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < numbers.size();
                }

                @Override
                public Map.Entry<Long, byte @Nullable []> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    return new Chain(next++);
                }
            };
        }

        /** Made only when it is asked for: those who want the numbers alone pay for no document. */
        private final class Chain implements Map.Entry<Long, byte @Nullable []> {
            private final int document;

            Chain(int document) {
                this.document = document;
            }

            @Override
            public Long getKey() {
                return numbers.get(document);
            }

            @Override
            public byte @Nullable [] getValue() {
                return round.chain(document);
            }

            @Override
            public byte @Nullable [] setValue(byte @Nullable [] value) {
                throw new UnsupportedOperationException();
            }
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return place(key) >= 0;
        }

        @Override
        public byte @Nullable [] get(@Nullable Object key) {
            int place = place(key);
            return place < 0 ? null : round.chain(place);
        }

        private int place(@Nullable Object key) {
            return key instanceof Long number ? Collections.binarySearch(numbers, number) : -1;
        }
    }
}
