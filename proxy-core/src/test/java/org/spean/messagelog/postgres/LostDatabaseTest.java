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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.spean.event.Events;
import org.spean.event.Events.Kind;
import org.spean.messagelog.Committed;
import org.spean.messagelog.EvidenceQuery;
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
@Tag("long")
class LostDatabaseTest {

    private static final Duration COMMIT = Duration.ofMillis(1500);
    private static final Duration LONG = Duration.ofSeconds(60);

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
        try (PostgresStore store = PostgresStore.open(settings, Optional::empty);
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

    /** What was acknowledged is there, nothing is twice, and what failed may be there or not. */
    @Test
    void aServerThatCrashesUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
        PostgresServer server = PostgresServer.alone();
        PostgresSettings settings = settings(server.newDatabase());
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newCachedThreadPool();
                PostgresStore store = PostgresStore.open(settings, Optional::empty);
                GroupCommitLog log = log(store)) {
            List<java.util.concurrent.Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Records own = new Records(100 + i);
                writers.add(threads.submit(() -> write(log, own, ended)));
            }
            for (int crash = 0; crash < 2; crash++) {
                int before = size();
                await("writes").atMost(LONG).until(() -> size() > before + 100);
                server.halt();
                await("the log is down").atMost(LONG).until(() -> log.unavailable() != null);
                server.start();
                await("the log is up").atMost(LONG).until(() -> log.unavailable() == null);
            }
            int before = size();
            await("writes").atMost(LONG).until(() -> size() > before + 100);
            ended.set(true);
            int failed = 0;
            for (java.util.concurrent.Future<Integer> writer : writers) {
                failed += writer.get(60, TimeUnit.SECONDS);
            }
            assertThat(events.count(Kind.MESSAGE_LOG_DOWN)).isBetween(2L, 5L);
            try (EvidenceReader reader = store.reader()) {
                EvidenceQuery all = new EvidenceQuery(null, null, null, null, null, null);
                List<Long> there = reader.find(all, Integer.MAX_VALUE);
                assertThat(there).containsAll(committed.keySet()).doesNotHaveDuplicates();
                assertThat(there.size()).isLessThanOrEqualTo(size() + failed);
                for (long id : reader.sample(40, new Random(1))) {
                    LogRecord record = committed.get(id);
                    if (record != null) {
                        assertSame(reader.read(id), id, record);
                    }
                }
            }
            assertThat(log.counters().reserved()).isZero();
        } finally {
            server.halt();
        }
    }

    private synchronized int size() {
        return committed.size();
    }

    private synchronized void committed(long id, LogRecord record) {
        assertThat(committed.put(id, record)).isNull();
    }

    /** Goes on until the end, refused or not; how many records failed. */
    private int write(GroupCommitLog log, Records own, AtomicBoolean ended) throws Exception {
        int failed = 0;
        while (!ended.get()) {
            Reservation places = log.reserve(5);
            if (places == null) {
                await("a place").atMost(LONG).until(() -> ended.get() || log.unavailable() == null);
                continue;
            }
            Map<Future<Committed>, LogRecord> waiting = new LinkedHashMap<>();
            for (LogRecord record : own.ownBatch(Side.CONSUMER, false, 5)) {
                waiting.put(log.append(loop, places, record), record);
            }
            for (Map.Entry<Future<Committed>, LogRecord> each : waiting.entrySet()) {
                if (each.getKey().await(20, TimeUnit.SECONDS) && each.getKey().isSuccess()) {
                    committed(each.getKey().getNow().recordId(), each.getValue());
                } else {
                    failed++;
                }
            }
        }
        return failed;
    }

    @Test
    void aKilledConnectionIsNotNoticedByAnyExchange() throws Exception {
        Database database = PostgresServer.shared().newDatabase();
        try (PostgresStore store = PostgresStore.open(settings(database), Optional::empty);
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
        try (PostgresStore store = PostgresStore.open(settings(database), Optional::empty);
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
                store,
                LogSettings.forExchanges(100, COMMIT),
                InstantSource.system(),
                Ticker.systemTicker(),
                events,
                () -> 100);
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
