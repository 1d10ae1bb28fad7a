package org.spean.gateway;

import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.GatewayConfig;
import org.spean.event.Events;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogSettings;
import org.spean.messagelog.MessageLog;
import org.spean.messagelog.UnkeptLog;
import org.spean.messagelog.encryption.RecordCipher;

/** A message log in use, which adds what it has done to the totals when it closes. */
final class OpenLog implements AutoCloseable {

    /** Set to {@code true}, no evidence is kept: to measure what it costs, never to run. */
    static final String WITHOUT_LOG = "spean.measure.withoutLog";

    private static final Logger LOG = LoggerFactory.getLogger(OpenLog.class);

    private final EvidenceStore store;
    private final GroupCommitLog log;
    private final AtomicReference<Optional<RecordCipher>> cipher;
    private final LogTotals totals;

    private OpenLog(
            EvidenceStore store, GroupCommitLog log, AtomicReference<Optional<RecordCipher>> cipher, LogTotals totals) {
        this.store = store;
        this.log = log;
        this.cipher = cipher;
        this.totals = totals;
    }

    static OpenLog open(
            GatewayConfig config, Events events, InstantSource clock, LogTotals totals, IntSupplier inFlight)
            throws IOException {
        AtomicReference<Optional<RecordCipher>> cipher = new AtomicReference<>(EvidenceHomes.cipher(config));
        EvidenceStore store = EvidenceHomes.open(config, cipher::get, events);
        GroupCommitLog log =
                new GroupCommitLog(store, settings(config), clock, Ticker.systemTicker(), events, inFlight);
        if (Boolean.getBoolean(WITHOUT_LOG)) {
            LOG.error("NO EVIDENCE IS KEPT: {} is set. Good for a measurement only", WITHOUT_LOG);
        }
        return new OpenLog(store, log, cipher, totals);
    }

    private static LogSettings settings(GatewayConfig config) {
        return LogSettings.forExchanges(
                config.limits().exchanges(), config.timeouts().commit());
    }

    /** Where records are written. */
    MessageLog log() {
        return Boolean.getBoolean(WITHOUT_LOG) ? new UnkeptLog() : log;
    }

    /** Where they are read, time-stamped and archived. */
    EvidenceStore store() {
        return store;
    }

    /** The bounds and keys of this configuration from now on. */
    void use(GatewayConfig config) {
        log.use(settings(config));
        cipher.set(EvidenceHomes.cipher(config));
    }

    @Override
    public void close() {
        log.close();
        totals.add(log.counters());
    }
}
