package org.spean.messagelog.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.KeptEvidence;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.StampLedger;
import org.spean.messagelog.encryption.RecordCipher;

/** A database that others fill, for reading, time-stamping and archiving. Connects when it is asked for something. */
public final class SharedEvidence implements KeptEvidence {

    private final Database database;
    private final PostgresLedger ledger;
    private final Supplier<Optional<RecordCipher>> cipher;

    /** @param cipher for messages that are encrypted, asked for each record; empty when no key is known */
    public SharedEvidence(PostgresSettings settings, Supplier<Optional<RecordCipher>> cipher) {
        database = new Database(settings);
        ledger = new PostgresLedger(database);
        this.cipher = cipher;
    }

    @Override
    public EvidenceReader reader() {
        return new PostgresEvidence(database, cipher);
    }

    @Override
    public StampLedger stamps() {
        return ledger;
    }

    @Override
    public ArchiveLedger archive() {
        return ledger;
    }

    /**
     * The offset after the last record of a topic's partition that was stored; 0 when none was.
     *
     * @throws MessageLogException when the database cannot be asked
     */
    public long consumed(String topic, int partition) {
        return database.call(connection -> {
            try (PreparedStatement statement = Database.prepare(
                            connection, "SELECT next FROM consumed WHERE topic = ? AND part = ?", topic, partition);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
    }
}
