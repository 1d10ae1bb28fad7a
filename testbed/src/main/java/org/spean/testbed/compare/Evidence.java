package org.spean.testbed.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spean.testbed.demo.EvidenceCheck;
import org.spean.testbed.demo.GatewayProcess;

/**
 * What the message logs of a pair hold after all, and what its gateways say they have done.
 *
 * @param verified of the samples, at the side where fewer did
 */
record Evidence(
        long exchanges,
        long bad,
        long records,
        long verified,
        long failed,
        long commits,
        long synchronisations,
        long signatures,
        boolean fits) {
    /** Of no pair. */
    static final Evidence NONE = new Evidence(0, 0, 0, Long.MAX_VALUE, 0, 0, 0, 0, true);

    private static final int SAMPLE = 20;

    /** Counts and samples the logs, then ends the gateways. */
    static Evidence of(List<String> command, List<Path> configurations, List<GatewayProcess> gateways, Ledger ledger)
            throws IOException, InterruptedException {
        long records = 0;
        long verified = Long.MAX_VALUE;
        long failed = 0;
        for (Path configuration : configurations) {
            EvidenceCheck check = EvidenceCheck.run(command, configuration, SAMPLE);
            records += check.records();
            verified = Math.min(verified, check.verified());
            failed += check.failed();
        }
        long commits = 0;
        long synchronisations = 0;
        long signatures = 0;
        for (GatewayProcess gateway : gateways) {
            JsonNode summary = gateway.stop();
            commits += summary.path("commits").asLong();
            synchronisations += summary.path("synchronisations").asLong();
            signatures += summary.path("signatures").asLong();
        }
        return new Evidence(
                ledger.exchanges(),
                ledger.bad(),
                records,
                verified,
                failed,
                commits,
                synchronisations,
                signatures,
                ledger.fits(records));
    }

    /** Whether every exchange went well and left its four records, and all that was looked at verified. */
    boolean sound() {
        return exchanges > 0 && bad == 0 && fits && failed == 0 && verified > 0;
    }

    /** Of two pairs together. */
    Evidence plus(Evidence other) {
        return new Evidence(
                exchanges + other.exchanges,
                bad + other.bad,
                records + other.records,
                Math.min(verified, other.verified),
                failed + other.failed,
                commits + other.commits,
                synchronisations + other.synchronisations,
                signatures + other.signatures,
                fits && other.fits);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("exchanges", exchanges);
        map.put("failed", bad);
        map.put("recordsPerExchange", exchanges == 0 ? 0 : Figures.rounded((double) records / exchanges, 4));
        map.put("fsyncsPerExchange", exchanges == 0 ? 0 : Figures.rounded((double) synchronisations / exchanges, 4));
        map.put("recordsPerCommit", commits == 0 ? 0 : Figures.rounded((double) records / commits, 2));
        // Each side keeps a signature once, whether it made or received it: half the records are of either kind.
        map.put("messagesPerSignature", signatures == 0 ? 0 : Figures.rounded((double) records / signatures, 2));
        map.put("recordsFit", fits);
        map.put("evidenceVerified", verified == Long.MAX_VALUE ? 0 : verified);
        map.put("evidenceFailed", failed);
        return map;
    }
}
