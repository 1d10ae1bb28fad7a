package org.spean.exchange;

import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.spean.crypto.signing.BatchSigner;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.messagelog.MessageLog;
import org.spean.spool.SpoolBudget;
import org.spean.trust.Identities;
import org.spean.trust.OcspStatuses;

/**
 * What exchanges share.
 *
 * @param inFlight bound on exchanges of this gateway
 * @param requestIds new x-road-request-id values
 * @param deadlines one sweeper per event loop
 */
public record Facilities(
        MessageLog log,
        BatchSigner signer,
        SignatureVerifier verifier,
        SpoolBudget spools,
        Executor spoolThreads,
        Identities identities,
        OcspStatuses ocsp,
        PeerDoor peers,
        ServiceDoor services,
        InFlight inFlight,
        List<Admission> admissions,
        ExchangeObserver observer,
        InstantSource clock,
        Supplier<String> requestIds,
        Deadlines deadlines) {

    Deadlines.Sweeper sweeper(EventExecutor loop) {
        return deadlines.of(loop);
    }
}
