package org.spean.gateway;

import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.time.InstantSource;
import org.spean.config.GatewayConfig;
import org.spean.evidence.EvidenceHomes;
import org.spean.messagelog.EvidenceStore;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogSettings;

/** A message log in use, which adds what it has done to the totals when it closes. */
final class OpenLog implements AutoCloseable {

    private final EvidenceStore store;
    private final GroupCommitLog log;
    private final LogTotals totals;

    private OpenLog(EvidenceStore store, GroupCommitLog log, LogTotals totals) {
        this.store = store;
        this.log = log;
        this.totals = totals;
    }

    static OpenLog open(GatewayConfig config, InstantSource clock, LogTotals totals) throws IOException {
        EvidenceStore store = EvidenceHomes.open(config);
        return new OpenLog(store, new GroupCommitLog(store, settings(config), clock, Ticker.systemTicker()), totals);
    }

    private static LogSettings settings(GatewayConfig config) {
        return LogSettings.forExchanges(
                config.limits().exchanges(), config.timeouts().commit());
    }

    /** Where it is kept. */
    EvidenceStore store() {
        return store;
    }

    GroupCommitLog log() {
        return log;
    }

    /** The bounds of this configuration from now on. */
    void use(GatewayConfig config) {
        log.use(settings(config));
    }

    @Override
    public void close() {
        log.close();
        totals.add(log.counters());
    }
}
