package org.spean.benchmarks.messagelog;

import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.spean.event.Events;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogSettings;
import org.spean.messagelog.postgres.PostgresSettings;
import org.spean.messagelog.postgres.PostgresStore;
import org.spean.messagelog.segment.SegmentStore;

/** A message log that is measured, as a gateway opens it. */
final class Home implements AutoCloseable {
    /** A gateway's default. */
    static final int EXCHANGES = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EvidenceStore store;
    private final GroupCommitLog log;
    private final Shifted clock = new Shifted();
    private volatile int inFlight;

    private Home(EvidenceStore store) {
        this.store = store;
        log = new GroupCommitLog(
                store,
                LogSettings.forExchanges(EXCHANGES, PATIENCE),
                clock,
                Ticker.systemTicker(),
                new Events(InstantSource.system()),
                () -> inFlight);
    }

    /** So many records are in progress from now on, as exchanges would be; none said: each is written at once. */
    void keeps(int records) {
        inFlight = records;
    }

    /**
     * Opens one.
     *
     * @param place a folder, or a JDBC URL; then the user is {@code SPEAN_MEASURE_USER} and the password {@code SPEAN_MEASURE_PASSWORD} of the environment
     * @param schema of the database
     */
    static Home open(String place, String schema) throws IOException {
        if (!place.startsWith("jdbc:")) {
            return new Home(SegmentStore.open(Path.of(place), Optional::empty, new Events(InstantSource.system())));
        }
        PostgresSettings settings = new PostgresSettings(
                place,
                System.getenv().getOrDefault("SPEAN_MEASURE_USER", "spean"),
                System.getenv().getOrDefault("SPEAN_MEASURE_PASSWORD", ""),
                schema,
                4,
                PATIENCE);
        return new Home(PostgresStore.open(settings, Optional::empty));
    }

    EvidenceStore store() {
        return store;
    }

    GroupCommitLog log() {
        return log;
    }

    /** The time of records. */
    InstantSource clock() {
        return clock;
    }

    /** Records are of this much earlier from now on. */
    void shift(Duration back) {
        clock.back = back;
    }

    @Override
    public void close() {
        log.close();
    }

    private static final class Shifted implements InstantSource {
        private volatile Duration back = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().minus(back);
        }
    }
}
