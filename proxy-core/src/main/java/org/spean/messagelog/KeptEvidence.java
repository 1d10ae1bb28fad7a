package org.spean.messagelog;

/** Evidence that is kept: read, time-stamped, archived and cleaned, whoever writes it. */
public interface KeptEvidence extends AutoCloseable {

    /** A reader of its own for each caller, which closes it; sees at least what was durable when it is asked. */
    EvidenceReader reader();

    StampLedger stamps();

    ArchiveLedger archive();

    @Override
    void close();
}
