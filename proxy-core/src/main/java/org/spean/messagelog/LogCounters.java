package org.spean.messagelog;

/**
 * What a message log has done since its start and what waits now.
 *
 * @param records records made durable
 * @param commits durable transactions that held them; each waits for one synchronisation of the file system
 * @param failedWrites transactions that failed or whose outcome was unknown
 * @param bytes of messages and bodies made durable
 * @param queued records waiting or being written
 * @param queuedBytes of these
 * @param reserved places taken, records waiting included
 * @param state {@code IDLE}, {@code WRITING}, {@code DOWN} or {@code PROBING}
 * @param store what the store counts
 */
public record LogCounters(
        long records,
        long commits,
        long failedWrites,
        long bytes,
        int queued,
        long queuedBytes,
        int reserved,
        LogState state,
        StoreCounters store) {}
