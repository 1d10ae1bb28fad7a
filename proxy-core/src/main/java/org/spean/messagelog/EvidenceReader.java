package org.spean.messagelog;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads a message log, also while a gateway writes it. Blocks; used by one thread at a time. */
public interface EvidenceReader extends AutoCloseable {

    /** How many records there are. */
    EvidenceCounts counts();

    /** The record of this number; {@code null} if there is none. */
    @Nullable
    Evidence read(long recordId);

    /** Numbers of the records asked for, ascending, the first {@code most} of them. */
    List<Long> find(EvidenceQuery query, int most);

    /** Numbers of records drawn at random, each at most once, in ascending order; all if there are no more than that. */
    List<Long> sample(int records, RandomGenerator random);

    @Override
    void close();
}
