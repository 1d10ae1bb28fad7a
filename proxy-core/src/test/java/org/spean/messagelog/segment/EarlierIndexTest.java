package org.spean.messagelog.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.spean.messagelog.SameEvidence.assertSame;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.event.Events;
import org.spean.messagelog.ArchiveLedger;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Records;
import org.spean.messagelog.Side;

/** A log that a gateway of the version before has written, with its index of version 1, is read and written on. */
class EarlierIndexTest {

    /** The tables of version 1 that version 2 changed, and those that a gateway looks at first. */
    private static final List<String> TABLES = List.of(
            "CREATE TABLE progress(id INTEGER PRIMARY KEY CHECK(id = 1), segment INTEGER NOT NULL, position INTEGER NOT NULL,"
                    + " removed INTEGER NOT NULL, seed INTEGER NOT NULL)",
            "CREATE TABLE segment(id INTEGER PRIMARY KEY, salt BLOB NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,"
                    + " last_signature INTEGER NOT NULL, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL,"
                    + " kind0 INTEGER NOT NULL, kind1 INTEGER NOT NULL, kind2 INTEGER NOT NULL, kind3 INTEGER NOT NULL,"
                    + " signatures INTEGER NOT NULL, unarchived INTEGER NOT NULL)",
            "CREATE TABLE record(id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, position INTEGER NOT NULL,"
                    + " kind INTEGER NOT NULL, time INTEGER NOT NULL, client INTEGER NOT NULL, signature INTEGER NOT NULL,"
                    + " archived INTEGER NOT NULL)",
            "CREATE TABLE term(segment INTEGER NOT NULL, hash INTEGER NOT NULL, record INTEGER NOT NULL,"
                    + " PRIMARY KEY(segment, hash, record)) WITHOUT ROWID",
            "CREATE TABLE archive(name TEXT PRIMARY KEY, digest TEXT NOT NULL, file TEXT NOT NULL)",
            "PRAGMA application_id = 0x53504d49",
            "PRAGMA user_version = 1");

    @TempDir
    private Path folder;

    private final Records records = new Records(11);
    private final Events events = new Events(InstantSource.system());
    private final LogFixture log = new LogFixture();
    private final List<LogRecord> written = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();

    @Test
    void isReadAndWrittenOn() throws Exception {
        ArchiveLedger.Link link = new ArchiveLedger.Link("ab".repeat(64), "mlog-before.zip");
        try (SegmentStore store = open()) {
            for (LogRecord record : records.ownBatch(Side.CONSUMER, false, 20)) {
                written.add(record);
                ids.add(log.write(store, record));
            }
            store.archive().archived("", link, ids.subList(0, 5));
        }
        giveIndexOfVersionOne();
        try (EvidenceReader beside = SegmentEvidence.open(folder, null)) {
            assertAll(beside); // before a gateway has started
        }
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader()) {
            LogRecord next = records.cutWithBody(1000);
            written.add(next);
            ids.add(log.write(store, next));
            store.stamps().pending(); // by now all is indexed
            assertAll(reader);
            assertThat(store.archive().last(""))
                    .as("the chain of archive files goes on")
                    .isEqualTo(link);
            assertThat(store.archive().archivable(Instant.now().plusSeconds(60), 0, 100))
                    .doesNotContainAnyElementsOf(ids.subList(0, 5));
            assertThat(events.count(Events.Kind.MESSAGE_LOG_INDEX)).isEqualTo(1);
            assertThat(events.count(Events.Kind.MESSAGE_LOG_DAMAGED)).isZero();
        }
        try (SegmentStore store = open();
                EvidenceReader reader = store.reader()) {
            assertAll(reader);
            assertThat(events.count(Events.Kind.MESSAGE_LOG_INDEX))
                    .as("made anew once")
                    .isEqualTo(1);
        }
    }

    private void assertAll(EvidenceReader reader) {
        for (int i = 0; i < ids.size(); i++) {
            assertSame(reader.read(ids.get(i)), ids.get(i), written.get(i));
        }
        assertThat(reader.counts().records()).isEqualTo(ids.size());
    }

    /** One that says that it is complete, but whose rows are of no use to this version. */
    private void giveIndexOfVersionOne() throws Exception {
        Path file = folder.resolve(IndexSchema.FILE);
        Files.delete(file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("INSERT INTO progress VALUES(1, 1, 1000000, 0, 42)");
            try (PreparedStatement row =
                    connection.prepareStatement("INSERT INTO record VALUES(?, 1, 64, 0, 0, 1, ?, 0)")) {
                for (long id : ids) {
                    row.setLong(1, id);
                    row.setLong(2, id - 1);
                    row.executeUpdate();
                }
            }
        }
    }

    private SegmentStore open() throws Exception {
        return SegmentStore.open(folder, Optional::empty, events);
    }
}
