package org.spean.exchange;

import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.signing.BatchSigner;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.gate.Gates;
import org.spean.message.RequestHead;
import org.spean.messagelog.MessageLog;
import org.spean.net.EventLoops;
import org.spean.net.PortSetup;
import org.spean.spool.SpoolBudget;
import org.spean.trust.Identities;
import org.spean.trust.OcspStatuses;
import org.spean.view.View;

/**
 * What exchanges share that begin under one configuration; a changed one has facilities of its own, and an exchange keeps
 * to its own to its end.
 *
 * @param view the configuration
 * @param builtIns services this gateway answers itself, asked in order before those of the configuration
 * @param gates before services and peers, whatever their configuration
 * @param inFlight exchanges of this gateway, whatever their configuration
 * @param keptBodies of these exchanges, whatever their configuration
 * @param tracer {@code null}: nothing is traced
 * @param requestIds new x-road-request-id values
 * @param deadlines one sweeper per event loop
 * @param loops where connections live that are accepted now
 * @param ports how connections of each port that is open are set up, by its name below {@code listen}
 * @param lifetime each exchange takes part in it
 */
public record Facilities(
        View view,
        MessageLog log,
        BatchSigner signer,
        SignatureVerifier verifier,
        SpoolBudget spools,
        Executor spoolThreads,
        Identities identities,
        OcspStatuses ocsp,
        PeerDoor peers,
        ServiceDoor services,
        List<BuiltInService> builtIns,
        Gates gates,
        InFlight inFlight,
        KeptBodies keptBodies,
        List<Admission> admissions,
        ExchangeObserver observer,
        @Nullable Tracer tracer,
        InstantSource clock,
        Supplier<String> requestIds,
        Deadlines deadlines,
        EventLoops loops,
        Map<String, PortSetup> ports,
        Lifetime lifetime) {

    /** Copies the map. */
    public Facilities {
        ports = Map.copyOf(ports);
    }

    /** The service of this gateway that a request asks for, {@code null} if it asks for one of the configuration. */
    @Nullable
    BuiltInService builtIn(RequestHead request) {
        for (BuiltInService service : builtIns) {
            if (service.answers(request)) {
                return service;
            }
        }
        return null;
    }

    Deadlines.Sweeper sweeper(EventExecutor loop) {
        return deadlines.of(loop);
    }
}
