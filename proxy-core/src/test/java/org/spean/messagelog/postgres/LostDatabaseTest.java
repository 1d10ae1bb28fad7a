package org.spean.messagelog.postgres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.spean.messagelog.SameEvidence.assertSame;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.Committed;
import org.spean.messagelog.EvidenceReader;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.LogSettings;
import org.spean.messagelog.MessageLogException;
import org.spean.messagelog.Records;
import org.spean.messagelog.Reservation;
import org.spean.messagelog.Side;
import org.spean.postgres.PostgresServer;
import org.spean.postgres.PostgresServer.Database;

/** What a gateway's log does when its database is gone, slow, and back. */
class LostDatabaseTest {

    private static final Duration COMMIT = Duration.ofMillis(1500);

    private final EventExecutor loop = new DefaultEventExecutor();
    private final Events events = new Events(InstantSource.system());
    private final Records records = new Records(3);
    private final Map<Long, LogRecord> committed = new LinkedHashMap<>();

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void refusesWhileTheServerIsGoneAndGoesOnWhenItIsBack() throws Exception {
        PostgresServer server = PostgresServer.alone();
        PostgresSettings settings = settings(server.newDatabase());
        try (PostgresStore store = PostgresStore.open(settings);
                GroupCommitLog log = log(store)) {
            commit(log, 20);
            server.halt();
            Future<Committed> lost = append(log);
            assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(MessageLogException.class)
                    .hasMessageContaining("not durable within")
                    .hasMessageContaining(settings.place());
            await("the state").until(() -> log.reserve(1) == null);
            assertThat(log.unavailable()).contains("down").contains(settings.place());
            assertThat(events.count(Kind.MESSAGE_LOG_DOWN)).isEqualTo(1);
            assertThat(events.recent().getLast().reason()).contains(settings.place());
            assertThatThrownBy(() -> store.stamps().pending()).isInstanceOf(MessageLogException.class);
            assertThatThrownBy(() -> PostgresStore.look(settings)).hasMessageContaining("refused");

            server.start();
            await("recovery").atMost(Duration.ofSeconds(30)).until(() -> log.unavailable() == null);
            commit(log, 20);
            try (EvidenceReader reader = store.reader()) {
                committed.forEach((id, record) -> assertSame(reader.read(id), id, record));
                assertThat(reader.counts().records()).isEqualTo(committed.size());
            }
            assertThat(log.counters().reserved()).isZero();
        } finally {
            server.halt();
        }
    }

    @Test
    void aKilledConnectionIsNotNoticedByAnyExchange() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        try (PostgresStore store = PostgresStore.open(settings(database));
                GroupCommitLog log = log(store)) {
            for (int kill = 0; kill < 3; kill++) {
                commit(log, 5);
                database.execute("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity"
                        + " WHERE pid <> pg_backend_pid() AND datname = current_database()");
            }
            commit(log, 5);
            assertThat(log.counters().failedWrites()).isEqualTo(3);
            try (EvidenceReader reader = store.reader()) {
                assertThat(reader.counts().records()).isEqualTo(20);
                committed.forEach((id, record) -> assertSame(reader.read(id), id, record));
            }
        }
    }

    @Test
    void aSlowDatabaseIsWaitedForWithinTheCommitTimeout() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        try (PostgresStore store = PostgresStore.open(settings(database));
                GroupCommitLog log = log(store);
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            commit(log, 1);
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE messagelog.record IN EXCLUSIVE MODE");
            Future<Committed> waits = append(log);
            await("the write").until(() -> waiting(database));
            assertThat(waits.isDone()).isFalse();
            other.rollback();
            waits.get(20, TimeUnit.SECONDS);
            assertThat(log.unavailable()).isNull();

            statement.execute("LOCK TABLE messagelog.record IN EXCLUSIVE MODE");
            Future<Committed> tooLong = append(log);
            assertThatThrownBy(() -> tooLong.get(20, TimeUnit.SECONDS)).hasMessageContaining("not durable within");
            await("the state").until(() -> log.unavailable() != null);
            other.rollback();
            await("recovery").atMost(Duration.ofSeconds(30)).until(() -> log.unavailable() == null);
            commit(log, 3);
        }
    }

    private static boolean waiting(Database database) throws Exception {
        try (Connection connection = database.connect()) {
            return org.spean.messagelog.postgres.Database.holds(
                    connection,
                    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock')");
        }
    }

    private static PostgresSettings settings(Database database) {
        return new PostgresSettings(database.url(), database.user(), database.password(), "messagelog", 4, COMMIT);
    }

    private GroupCommitLog log(PostgresStore store) {
        return new GroupCommitLog(
                store, LogSettings.forExchanges(100, COMMIT), InstantSource.system(), Ticker.systemTicker(), events);
    }

    private void commit(GroupCommitLog log, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            LogRecord record = records.ownBatch(Side.CONSUMER, false, 1).getFirst();
            Reservation place = requireNonNull(log.reserve(1));
            committed.put(
                    log.append(loop, place, record).get(20, TimeUnit.SECONDS).recordId(), record);
        }
    }

    private Future<Committed> append(GroupCommitLog log) {
        return log.append(loop, requireNonNull(log.reserve(1)), records.ownDirect());
    }
}
