package org.spean.messagelog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has been archived and what may go. Blocks; safe for any thread. */
public interface ArchiveLedger {

    /**
     * Numbers of stamped records that are not archived, ascending, without a scan of those that are.
     *
     * @param before records from this time on stay out
     * @param after only greater numbers; 0 for all
     */
    List<Long> archivable(Instant before, long after, int most);

    /** The last archive file of a group; {@code null} before the first. */
    @Nullable
    Link last(String group);

    /** Marks records as archived and makes {@code link} the group's last one, all or nothing, durably. */
    void archived(String group, Link link, List<Long> records);

    /**
     * Removes records that are older than {@code before}, with their signatures and time-stamps, without blocking those who
     * write. What is removed together may be coarse (a partition, a segment): then what is younger stays until all of it may go.
     *
     * @param archivedOnly whether records that are not archived stay; those that wait for a time-stamp stay always
     * @return records removed
     */
    long remove(Instant before, boolean archivedOnly);

    /** Takes on a duty that one of several gateways on the same log may do at a time; empty while another does it. */
    Optional<Duty> begin(String duty);

    /**
     * Where a chain of archive files ended.
     *
     * @param digest hexadecimal, lower case
     */
    record Link(String digest, String fileName) {}

    /** A duty taken on, until it is closed or its holder is gone. */
    interface Duty extends AutoCloseable {
        @Override
        void close();
    }
}
