package org.spean.messagelog.postgres;

import java.sql.SQLException;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.StampLedger;

/** A database that others fill, for reading, time-stamping and archiving. Connects when it is asked for something. */
public final class SharedEvidence implements AutoCloseable {

    private final Database database;
    private final PostgresLedger ledger;

    public SharedEvidence(PostgresSettings settings) {
        database = new Database(settings);
        ledger = new PostgresLedger(database);
    }

    /** A reader of its own for each caller, which closes it. */
    public EvidenceReader reader() {
        try {
            return new PostgresEvidence(database.settings(), database.connection());
        } catch (SQLException e) {
            throw Database.failed(database.settings(), e);
        }
    }

    public StampLedger stamps() {
        return ledger;
    }

    public ArchiveLedger archive() {
        return ledger;
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
    }
}
