package org.spean.messagelog;

/** A home of the message log as its gateway has it open: written by group commit, read, time-stamped, archived and cleaned. */
public interface EvidenceStore extends RecordStore {

    /** A reader of its own for each caller, which closes it; sees at least what was durable when it is asked. */
    EvidenceReader reader();

    StampLedger stamps();

    ArchiveLedger archive();
}
