package org.spean.messagelog.kafka;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.StampLedger;

/** What a gateway knows that only writes to a topic: nothing waits here, and every duty is another's. */
final class Elsewhere implements StampLedger, ArchiveLedger {

    static final Elsewhere LEDGER = new Elsewhere();

    private Elsewhere() {}

    @Override
    public long pending() {
        return 0;
    }

    @Override
    public List<SignatureDocument> pending(long after, int most) {
        return List.of();
    }

    @Override
    public @Nullable SignatureDocument of(long recordId) {
        return null;
    }

    @Override
    public void keep(Stamped stamped) {
        throw new IllegalStateException("nothing was to be stamped here");
    }

    @Override
    public List<Long> archivable(Instant before, long after, int most) {
        return List.of();
    }

    @Override
    public @Nullable Link last(String group) {
        return null;
    }

    @Override
    public void archived(String group, Link link, List<Long> records) {
        throw new IllegalStateException("nothing was to be archived here");
    }

    @Override
    public long remove(Instant before, boolean archivedOnly) {
        return 0;
    }

    @Override
    public Optional<Duty> begin(String duty) {
        return Optional.empty();
    }
}
