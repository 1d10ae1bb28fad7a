package org.spean.messagelog;

/** A home of the message log as its gateway has it open: written by group commit, and all that is done with what is kept. */
public interface EvidenceStore extends RecordStore, KeptEvidence {

    @Override
    void close();
}
