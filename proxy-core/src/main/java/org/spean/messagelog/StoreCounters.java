package org.spean.messagelog;

/**
 * What a store has done since it was opened.
 *
 * @param synchronisations of the file system, as far as the store causes them
 * @param checkpoints moves of committed pages from the journal to the database
 * @param signatures signature documents written
 */
public record StoreCounters(long synchronisations, long checkpoints, long signatures) {}
