package org.spean.messagelog;

/**
 * What a store has done since it was opened.
 *
 * @param synchronisations durable writes: of the file system where the store is files, else commits or acknowledged batches
 * @param checkpoints transactions that bring the index of an embedded log up to date behind its segments; 0 elsewhere
 * @param signatures signature documents written; those written again into a later part of the log are counted again
 */
public record StoreCounters(long synchronisations, long checkpoints, long signatures) {}
