package org.spean.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.event.Events;
import org.spean.gate.Gate;
import org.spean.gate.Gates;
import org.spean.globalconf.GlobalConf;
import org.spean.messagelog.LogState;
import org.spean.net.ConnectionLimit;
import org.spean.net.Handshakes;
import org.spean.trust.Identities;
import org.spean.trust.OwnCertificate;

/** What is looked at, not counted: each value is asked for when somebody reads the metrics. */
final class GatewayMeters implements MeterBinder {

    private final Generations generations;
    private final Identities identities;
    private final EvidenceServices evidence;
    private final ConnectionLimit connections;
    private final SignatureVerifier verifier;
    private final Handshakes handshakes;
    private final Gates gates;
    private final Events events;
    private final InstantSource clock;

    GatewayMeters(
            Generations generations,
            Identities identities,
            EvidenceServices evidence,
            ConnectionLimit connections,
            SignatureVerifier verifier,
            Handshakes handshakes,
            Gates gates,
            Events events,
            InstantSource clock) {
        this.generations = generations;
        this.identities = identities;
        this.evidence = evidence;
        this.connections = connections;
        this.verifier = verifier;
        this.handshakes = handshakes;
        this.gates = gates;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        exchanges(registry);
        signatures(registry);
        messageLog(registry);
        trust(registry);
        tls(registry);
        memory(registry);
        gates(registry);
        for (Events.Kind kind : Events.Kind.values()) {
            FunctionCounter.builder("spean.events", events, all -> all.count(kind))
                    .description(
                            "What befell this gateway: refused configurations, lost keys, a log that is down and so on")
                    .tag("kind", kind.text())
                    .register(registry);
        }
        renew();
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Generations> value) {
        Gauge.builder(name, generations, value).description(description).register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<Generations> value) {
        FunctionCounter.builder(name, generations, value)
                .description(description)
                .register(registry);
    }

    private void exchanges(MeterRegistry registry) {
        gauge(
                registry,
                "spean.exchanges.inflight",
                "Exchanges in flight",
                all -> all.current().inFlight().count());
        counter(
                registry,
                "spean.exchanges.turned.away",
                "Requests refused from their heads, beyond limits.exchanges; one of 64 more is refused as an exchange",
                all -> all.current().inFlight().turnedAway());
        Gauge.builder("spean.connections", connections, ConnectionLimit::open)
                .description("Connections accepted and open")
                .register(registry);
        FunctionCounter.builder("spean.connections.refused", connections, ConnectionLimit::refused)
                .description("Connections closed on arrival, beyond limits.connections or limits.connectionsPerAddress")
                .register(registry);
        FunctionCounter.builder("spean.connections.refused.address", connections, ConnectionLimit::refusedOfAddress)
                .description("Those of them beyond limits.connectionsPerAddress")
                .register(registry);
    }

    private void signatures(MeterRegistry registry) {
        counter(
                registry,
                "spean.signer.messages",
                "Messages signed",
                all -> all.signed().messages());
        counter(
                registry,
                "spean.signer.signatures",
                "Signatures made for them: the difference is what batching saved, the quotient the size of a batch",
                all -> all.signed().signatures());
        FunctionCounter.builder("spean.verifier.remembered", verifier, SignatureVerifier::verifiedBefore)
                .description("Messages whose batch signature had been verified before")
                .register(registry);
        FunctionCounter.builder("spean.verifier.verified", verifier, SignatureVerifier::verifiedAnew)
                .description("Messages whose signature had to be verified")
                .register(registry);
    }

    private void messageLog(MeterRegistry registry) {
        counter(
                registry,
                "spean.messagelog.records",
                "Records made durable",
                all -> all.logTotals().records());
        counter(
                registry,
                "spean.messagelog.commits",
                "Commits that made them durable: the quotient is the size of a batch",
                all -> all.logTotals().commits());
        gauge(
                registry,
                "spean.messagelog.queued",
                "Records that wait to be made durable",
                all -> all.current().log().counters().queued());
        gauge(
                registry,
                "spean.messagelog.queued.bytes",
                "Bytes of these",
                all -> all.current().log().counters().queuedBytes());
        gauge(
                registry,
                "spean.messagelog.down",
                "1 while the message log cannot be written",
                all -> down(all.current().log().counters().state()) ? 1 : 0);
        Gauge.builder(
                        "spean.timestamping.pending",
                        evidence,
                        of -> of.stamping().status().pending())
                .description("Signature documents without a time-stamp")
                .register(registry);
        FunctionCounter.builder(
                        "spean.timestamping.documents",
                        evidence,
                        of -> of.stamping().status().documents())
                .description("Signature documents time-stamped")
                .register(registry);
        Gauge.builder("spean.timestamping.failing.seconds", evidence, this::failing)
                .description("How long time-stamping has failed, 0 while it does not")
                .register(registry);
    }

    private static boolean down(LogState state) {
        return state == LogState.DOWN || state == LogState.PROBING;
    }

    private double failing(EvidenceServices of) {
        Instant since = of.stamping().status().failingSince();
        return since == null ? 0 : Duration.between(since, clock.instant()).toSeconds();
    }

    private void trust(MeterRegistry registry) {
        TimeGauge.builder("spean.globalconf.left", generations, TimeUnit.SECONDS, this::left)
                .description("Until the global configuration in use expires")
                .register(registry);
        gauge(
                registry,
                "spean.configuration.generation",
                "Counts configurations that were in use",
                all -> all.current().view().generation());
        ofCertificates(
                registry,
                "spean.certificate.days",
                "Days until a certificate of ours ends",
                own -> Duration.between(
                                        clock.instant(),
                                        own.certificate().getNotAfter().toInstant())
                                .toHours()
                        / 24.0);
        ofCertificates(
                registry,
                "spean.ocsp.age.seconds",
                "Age of the OCSP response of a certificate of ours, -1 if none is good",
                own -> own.goodAsOf() == null
                        ? -1
                        : Duration.between(own.goodAsOf(), clock.instant()).toSeconds());
    }

    private double left(Generations all) {
        GlobalConf globalConf = all.current().view().globalConf();
        return clock.instant().until(globalConf.expires(), java.time.temporal.ChronoUnit.SECONDS);
    }

    /** Keys come and go: the rows are made anew as they are, whenever somebody reads one that is always there. */
    private void ofCertificates(
            MeterRegistry registry, String name, String description, ToDoubleFunction<OwnCertificate> value) {
        MultiGauge rows = MultiGauge.builder(name).description(description).register(registry);
        renewed.add(() -> {
            List<MultiGauge.Row<?>> all = new ArrayList<>();
            for (OwnCertificate own : identities.certificates()) {
                all.add(MultiGauge.Row.of(
                        Tags.of(
                                "use", own.member() == null ? "authentication" : "signing",
                                "member", String.valueOf(own.member() == null ? "" : own.member()),
                                "serial", own.certificate().getSerialNumber().toString(16)),
                        own,
                        value));
            }
            rows.register(all, true);
        });
    }

    private final List<Runnable> renewed = new ArrayList<>();

    /** Brings rows up to date that come and go; before each reading. */
    void renew() {
        renewed.forEach(Runnable::run);
    }

    private void tls(MeterRegistry registry) {
        for (boolean outgoing : new boolean[] {false, true}) {
            for (Handshakes.Engine engine : Handshakes.Engine.values()) {
                for (Handshakes.Outcome outcome : Handshakes.Outcome.values()) {
                    FunctionCounter.builder(
                                    "spean.tls.handshakes", handshakes, all -> all.count(outgoing, engine, outcome))
                            .description("TLS handshakes with peers")
                            .tag("direction", outgoing ? "outgoing" : "incoming")
                            .tag("engine", engine.name().toLowerCase(Locale.ROOT))
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry);
                }
            }
        }
    }

    private void gates(MeterRegistry registry) {
        for (Gate.Kind kind : Gate.Kind.values()) {
            String to = kind.name().toLowerCase(Locale.ROOT);
            FunctionCounter.builder("spean.circuit.openings", gates, all -> all.openings(kind))
                    .description("How often services and security servers that could not be reached were left alone")
                    .tag("to", to)
                    .register(registry);
            for (boolean full : new boolean[] {false, true}) {
                FunctionCounter.builder("spean.circuit.refusals", gates, all -> all.refused(kind, full))
                        .description("Exchanges refused because what they led to is left alone, or is at its limit")
                        .tag("to", to)
                        .tag("reason", full ? "full" : "open")
                        .register(registry);
            }
            Gauge.builder("spean.circuit.open", gates, all -> open(all, kind))
                    .description("Services and security servers left alone now")
                    .tag("to", to)
                    .register(registry);
        }
    }

    private static long open(Gates gates, Gate.Kind kind) {
        return gates.all()
                .filter(gate -> gate.kind() == kind
                        && (gate.position() == Gate.Position.OPEN || gate.position() == Gate.Position.PROBING))
                .count();
    }

    private void memory(MeterRegistry registry) {
        gauge(
                registry,
                "spean.spool.bytes",
                "Bytes of messages that wait, in memory and files",
                all -> all.current().spools().bytesInUse());
        gauge(
                registry,
                "spean.spool.memory.bytes",
                "Those in memory",
                all -> all.current().spools().memoryInUse());
        gauge(
                registry,
                "spean.spool.files",
                "Spool files open",
                all -> all.current().spools().filesOpen());
        gauge(
                registry,
                "spean.bodies.bytes",
                "Bytes of bodies that wait to be logged",
                all -> all.current().keptBodies().inUse());
        gauge(
                registry,
                "spean.buffers.direct.bytes",
                "Memory outside the heap that buffers have",
                all -> PlatformDependent.usedDirectMemory());
        gauge(
                registry,
                "spean.buffers.heap.bytes",
                "Heap that pooled buffers have",
                all -> PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory());
    }
}
