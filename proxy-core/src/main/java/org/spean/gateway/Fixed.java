package org.spean.gateway;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.event.Events;
import org.spean.exchange.Admission;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.InFlight;
import org.spean.exchange.KeptBodies;
import org.spean.gate.Gates;
import org.spean.monitoring.Metrics;
import org.spean.net.Handshakes;
import org.spean.peer.Boundaries;
import org.spean.trust.Identities;
import org.spean.trust.OcspStatuses;

/**
 * What stays the same while the gateway runs, whatever the configuration becomes.
 *
 * @param events of the whole gateway
 * @param anchors by which peers are judged now
 * @param logTotals of message logs that are closed
 * @param handshakes with peers, counted
 * @param observers hear of every exchange, whatever the configuration
 */
record Fixed(
        InstantSource clock,
        Events events,
        Boundaries boundaries,
        Supplier<String> requestIds,
        Supplier<TrustAnchors> anchors,
        Identities identities,
        ProviderProbe probe,
        OcspStatuses ocsp,
        SignatureVerifier verifier,
        ExecutorService spoolThreads,
        Gates gates,
        InFlight inFlight,
        KeptBodies keptBodies,
        List<Admission> admissions,
        LogTotals logTotals,
        Handshakes handshakes,
        Metrics metrics,
        List<ExchangeObserver> observers) {}
