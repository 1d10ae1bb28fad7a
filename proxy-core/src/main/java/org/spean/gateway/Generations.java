package org.spean.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFile;
import org.spean.config.Limits;
import org.spean.config.ServiceConfig;
import org.spean.config.ServiceTlsConfig;
import org.spean.config.SpoolConfig;
import org.spean.config.Timeouts;
import org.spean.config.TlsConfig;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.signing.BatchSigner;
import org.spean.crypto.signing.SignerCounters;
import org.spean.crypto.signing.SignerSettings;
import org.spean.exchange.BuiltInService;
import org.spean.exchange.Deadlines;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.Facilities;
import org.spean.exchange.Lifetime;
import org.spean.exchange.Reception;
import org.spean.exchange.Tracer;
import org.spean.fault.FaultStyle;
import org.spean.identifier.ServiceId;
import org.spean.logging.LogSetup;
import org.spean.messagelog.EvidenceAccess;
import org.spean.metadata.RestMetadata;
import org.spean.metadata.SoapMetadata;
import org.spean.monitoring.ExchangeLog;
import org.spean.net.ChannelPools;
import org.spean.net.ClientPortTls;
import org.spean.net.EventLoops;
import org.spean.net.PeerTls;
import org.spean.net.PeerTlsSettings;
import org.spean.net.PoolSettings;
import org.spean.net.PortSetup;
import org.spean.net.PortTls;
import org.spean.net.ServiceTls;
import org.spean.peer.PeerDialer;
import org.spean.service.ServiceDialer;
import org.spean.spool.SpoolBudget;
import org.spean.spool.SpoolSettings;
import org.spean.tracing.OtlpTracer;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;

/**
 * The configuration in use and those before it that exchanges still see. Makes what belongs to a configuration when it
 * changes, and closes what no configuration in use has once the last exchange that saw it has ended.
 */
final class Generations implements Successor, Reception, AutoCloseable {

    /**
     * How long a replaced configuration's things stay at least: whoever has read it just before it was replaced has begun by
     * then, and handshakes begun under it, which no exchange counts yet, are done.
     */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Members that may call a server with full force at the same time before it refuses handshakes of one. */
    private static final int LIKELY_CALLERS = 4;

    private static final int MOST_DIALS = 32;

    private static final TlsConfig ADMIN_TLS = new TlsConfig(List.of("TLSv1.2", "TLSv1.3"), List.of());

    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    private final Fixed fixed;
    private final Parts parts = new Parts();
    private final ScheduledExecutorService housekeeping;
    private volatile @Nullable Generation current;

    private record Generation(Facilities facilities, OpenLog log, Parts.Holder parts) {}

    /** Connections to peers and services are kept as long as none of these changes. */
    private record Lines(
            EventLoops loops,
            PeerTls peerTls,
            ServiceTls serviceTls,
            PoolSettings pools,
            Timeouts timeouts,
            Limits limits,
            FaultStyle faultStyle) {}

    private record ClientTls(KeyEntry key, TlsConfig offer, Duration handshake, int handshakes) {}

    private record ServiceTlsTerms(ServiceTls.Keys keys, Duration handshake) {}

    /** @param housekeeping where what nobody uses any more is closed, which may block */
    Generations(Fixed fixed, ScheduledExecutorService housekeeping) {
        this.fixed = fixed;
        this.housekeeping = housekeeping;
    }

    @Override
    public Facilities current() {
        Generation now = current;
        if (now == null) {
            throw new IllegalStateException("no configuration is in use yet");
        }
        return now.facilities;
    }

    @Override
    public Change prepare(View view) {
        Parts.Holder held = parts.holder(view.config().file());
        Generation next;
        try {
            next = generation(view, held);
        } catch (RuntimeException e) {
            held.release();
            throw e;
        }
        next.facilities.lifetime().enter(); // left when it has been replaced
        return new Change() {
            @Override
            public void take() {
                Generation old = current;
                current = next;
                held.taken();
                if (old != null) {
                    retire(old);
                }
            }

            @Override
            public void discard() {
                held.release();
            }
        };
    }

    private void retire(Generation old) {
        Lifetime lifetime = old.facilities.lifetime();
        lifetime.retire();
        Duration handshake = old.facilities.view().config().timeouts().handshake();
        housekeeping.schedule(
                lifetime::leave, Math.max(GRACE.toMillis(), 2 * handshake.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** All that belongs to a configuration: what is new in it is opened here, in this order. */
    private Generation generation(View view, Parts.Holder held) {
        GatewayConfig config = view.config();
        Timeouts timeouts = config.timeouts();
        Limits limits = config.limits();
        Generation before = current;
        for (AutoCloseable table : view.globalConf().tables()) {
            held.part("globalConfiguration.directory", table, () -> table);
        }

        EventLoops loops = held.part("eventLoops", config.eventLoops(), () -> EventLoops.start(config.eventLoops()));
        PeerTlsSettings peerTlsSettings = peerTlsSettings(config);
        PeerTls peerTls = held.part("peers.tls", peerTlsSettings, () -> peerTls(peerTlsSettings, before == null));
        ServiceTls serviceTls = serviceTls(config, held);
        PoolSettings poolSettings = new PoolSettings(
                timeouts.connect(),
                config.peers().serverMemory(),
                limits.exchanges(),
                Math.clamp(limits.handshakes() / LIKELY_CALLERS / loops.threads(), 1, MOST_DIALS),
                limits.idleConnections());
        ChannelPools pools = held.part(
                "peers",
                new Lines(loops, peerTls, serviceTls, poolSettings, timeouts, limits, config.faultStyle()),
                () -> new ChannelPools(loops, poolSettings));

        OpenLog messageLog = held.part(
                config.messageLog().placeKey(),
                config.messageLog().place(),
                () -> OpenLog.open(config, fixed.events(), fixed.clock(), fixed.logTotals(), fixed.inFlight()::count));
        held.whenTaken(() -> messageLog.use(config));
        held.whenTaken(() -> warn(config, before));
        held.whenTaken(
                () -> LogSetup.use(config.logging().json(), config.logging().level()));
        held.whenTaken(() -> fixed.gates().forget(moved(config, before)));
        BatchSigner signer = held.part(
                "limits.exchanges",
                limits.exchanges(),
                () -> new BatchSigner(
                        fixed.identities()::signing,
                        fixed.clock(),
                        SignerSettings.defaults().withPlaces(limits.exchanges()),
                        fixed.inFlight()::count));
        SpoolBudget spools = spools(config, before);
        pushMetrics(config, held);

        CentralMonitoring monitoring = CentralMonitoring.of(view, fixed, held);

        Facilities facilities = new Facilities(
                view,
                messageLog.log(),
                signer,
                fixed.verifier(),
                spools,
                fixed.spoolThreads(),
                fixed.identities(),
                fixed.ocsp(),
                new PeerDialer(pools, peerTls, fixed.boundaries(), fixed.gates()),
                new ServiceDialer(pools, serviceTls),
                builtIns(monitoring),
                fixed.gates(),
                fixed.inFlight(),
                fixed.keptBodies(),
                fixed.admissions(),
                monitoring.observing(observer(config, held)),
                tracer(config, held),
                fixed.clock(),
                fixed.requestIds(),
                new Deadlines(),
                loops,
                ports(config, loops, peerTls, held),
                new Lifetime(() -> housekeeping.execute(held::release)));
        return new Generation(facilities, messageLog, held);
    }

    /** Does something with the home of the message log in use, which stays open until it is done. */
    <T, E extends Exception> T withEvidence(EvidenceAccess.Task<T, E> task) throws E {
        Generation now = current;
        if (now == null) {
            throw new IllegalStateException("no configuration is in use yet");
        }
        Lifetime lifetime = now.facilities.lifetime();
        lifetime.enter();
        try {
            return task.run(now.log.store());
        } finally {
            lifetime.leave();
        }
    }

    private Map<String, PortSetup> ports(GatewayConfig config, EventLoops loops, PeerTls peerTls, Parts.Holder held) {
        Map<String, PortSetup> setups = new LinkedHashMap<>();
        for (Map.Entry<String, InetSocketAddress> port :
                Ports.wanted(config.listen()).entrySet()) {
            PortTls tls = switch (port.getKey()) {
                case "peer" -> peerTls;
                case "clientHttps" -> clientTls(config, held);
                case "admin" -> adminTls(config, held);
                default -> null;
            };
            boolean proxied = switch (port.getKey()) {
                case "peer", "ocsp" -> config.peers().proxyProtocol();
                case "clientHttp", "clientHttps" -> config.listen().proxyProtocol();
                default -> false;
            };
            setups.put(port.getKey(), PortSetup.of(config, port.getValue(), proxied, loops, tls));
        }
        return setups;
    }

    private static PeerTlsSettings peerTlsSettings(GatewayConfig config) {
        return new PeerTlsSettings(
                config.timeouts().handshake(),
                config.limits().handshakes(),
                config.peers().serverMemory(),
                config.peers().tls().protocols(),
                config.peers().tls().cipherSuites());
    }

    private PeerTls peerTls(PeerTlsSettings settings, boolean atStart) {
        PeerTls tls = new PeerTls(
                fixed.identities()::authentication,
                fixed.anchors(),
                settings,
                fixed.probe(),
                fixed.handshakes(),
                fixed.clock());
        if (!atStart) { // then, as soon as the ports answer
            tls.prepare();
        }
        return tls;
    }

    private @Nullable ClientPortTls clientTls(GatewayConfig config, Parts.Holder held) {
        KeyFile file = config.keys().clientTls();
        return file == null
                ? null
                : tls(config, held, "keys.clientTls", file, config.listen().clientTls());
    }

    private @Nullable ClientPortTls adminTls(GatewayConfig config, Parts.Holder held) {
        KeyFile file = config.admin().key();
        return file == null ? null : tls(config, held, "admin.key", file, ADMIN_TLS);
    }

    private ClientPortTls tls(GatewayConfig config, Parts.Holder held, String key, KeyFile file, TlsConfig offer) {
        ClientTls terms = new ClientTls(
                Keys.load(config, key, file),
                offer,
                config.timeouts().handshake(),
                config.limits().handshakes());
        return held.part(
                key,
                terms,
                () -> new ClientPortTls(terms.key, terms.offer, fixed.probe(), terms.handshake, terms.handshakes));
    }

    /** With all contexts built, so that what cannot be done refuses the configuration. */
    private static ServiceTls serviceTls(GatewayConfig config, Parts.Holder held) {
        KeyFile usual = config.keys().serviceTls();
        Map<KeyFile, KeyEntry> named = new HashMap<>();
        for (ServiceConfig service : config.services().values()) {
            KeyFile key = service.security().key();
            if (key != null) {
                named.computeIfAbsent(key, file -> Keys.load(config, "services " + service.id() + ": tls.key", file));
            }
        }
        ServiceTlsTerms terms = new ServiceTlsTerms(
                new ServiceTls.Keys(usual == null ? null : Keys.load(config, "keys.serviceTls", usual), named),
                config.timeouts().handshake());
        ServiceTls tls = held.part("services", terms, () -> new ServiceTls(terms.keys, terms.handshake));
        Set<ServiceTlsConfig> inUse = new HashSet<>();
        for (ServiceConfig service : config.services().values()) {
            if (service.tls()) {
                try {
                    tls.prepare(service.security());
                    inUse.add(service.security());
                } catch (IllegalStateException e) {
                    throw new ConfigurationException(
                            config.file(), "services " + service.id() + ": tls", String.valueOf(e.getMessage()), e);
                }
            }
        }
        held.whenTaken(() -> tls.keepOnly(inUse));
        return tls;
    }

    private static void warn(GatewayConfig config, @Nullable Generation before) {
        for (ServiceConfig service : config.services().values()) {
            if (service.tls()
                    && !service.security().verify()
                    && (before == null
                            || !service.equals(before.facilities.view().config().service(service.id())))) {
                log.warn("service {}: tls.verify is false, anyone on the way may pose as it", service.id());
            }
        }
    }

    /** Services that are gone, or somewhere else than before: what befell them there says nothing any more. */
    private static List<ServiceId> moved(GatewayConfig config, @Nullable Generation before) {
        if (before == null) {
            return List.of();
        }
        List<ServiceId> moved = new ArrayList<>();
        for (ServiceConfig old : before.facilities.view().config().services().values()) {
            ServiceConfig now = config.service(old.id());
            if (now == null || !now.url().equals(old.url()) || !now.security().equals(old.security())) {
                moved.add(old.id());
            }
        }
        return moved;
    }

    private static SpoolBudget spools(GatewayConfig config, @Nullable Generation before) {
        SpoolConfig spool = config.spool();
        SpoolSettings settings = new SpoolSettings(
                spool.directory(),
                spool.memoryPerMessage(),
                spool.memory(),
                spool.maxMessage(),
                spool.total(),
                spool.encryption());
        try {
            if (before == null) {
                return new SpoolBudget(settings);
            }
            SpoolBudget old = before.facilities.spools();
            return old.settings().equals(settings) ? old : old.within(settings);
        } catch (IOException e) {
            throw new ConfigurationException(
                    config.file(),
                    "spool.directory",
                    "cannot write to " + spool.directory() + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<BuiltInService> builtIns(CentralMonitoring monitoring) {
        List<BuiltInService> services = new ArrayList<>(List.of(new RestMetadata(), new SoapMetadata()));
        services.addAll(monitoring.services());
        return List.copyOf(services);
    }

    private ExchangeObserver observer(GatewayConfig config, Parts.Holder held) {
        List<ExchangeObserver> observers = new ArrayList<>(fixed.observers());
        Path file = config.exchangeLog();
        if (file != null) {
            ExchangeLog log = held.part("exchangeLog", file, () -> ExchangeLog.open(file));
            FaultStyle style = config.faultStyle();
            observers.add(report -> log.ended(report, style));
        }
        ExchangeObserver[] all = observers.toArray(ExchangeObserver[]::new);
        return report -> {
            for (ExchangeObserver observer : all) {
                observer.ended(report);
            }
        };
    }

    /** A gateway that does not trace loads no class of OpenTelemetry. */
    private @Nullable Tracer tracer(GatewayConfig config, Parts.Holder held) {
        URI collector = config.tracing().otlp();
        if (collector == null) {
            return null;
        }
        String server = config.instanceServer().toString();
        int share = config.tracing().share();
        return held.part(
                "tracing.otlp",
                List.of(collector, share, server),
                () -> OtlpTracer.open(collector, share, server, Release.version(), fixed.events()));
    }

    private void pushMetrics(GatewayConfig config, Parts.Holder held) {
        URI collector = config.metrics().otlp();
        if (collector != null) {
            String server = config.instanceServer().toString();
            held.part(
                    "metrics.otlp",
                    List.of(collector, config.metrics().otlpInterval(), server),
                    () -> fixed.metrics().push(collector, config.metrics().otlpInterval(), server));
        }
    }

    /** What the signers in use were given since they were made, and those before them. */
    SignerCounters signed() {
        return parts.all(BatchSigner.class)
                .map(BatchSigner::counters)
                .reduce(new SignerCounters(0, 0), SignerCounters::plus);
    }

    /** Makes TLS towards peers ready, so that few connections wait for it. Blocks. */
    void prepareTls() {
        parts.all(PeerTls.class).forEach(PeerTls::prepare);
    }

    /** Makes TLS towards peers ready for a new identity, so that no connection waits for it. Blocks. */
    void prepareTls(AuthenticationIdentity next) {
        parts.all(PeerTls.class).forEach(tls -> tls.prepare(next));
    }

    /** Places in message logs that exchanges hold now. */
    int reserved() {
        return parts.all(OpenLog.class)
                .mapToInt(log -> log.log().counters().reserved())
                .sum();
    }

    /** Places in signers that exchanges hold now. */
    int signerPlaces() {
        return parts.all(BatchSigner.class).mapToInt(BatchSigner::placesTaken).sum();
    }

    /** What the message logs have done since the start. */
    LogTotals logTotals() {
        LogTotals totals = fixed.logTotals().copy();
        parts.all(OpenLog.class).forEach(log -> totals.add(log.log().counters()));
        return totals;
    }

    /** Closes everything, whoever uses it. Blocks. */
    @Override
    public void close() {
        List<EventLoops> loops = parts.all(EventLoops.class).toList();
        parts.closeAll();
        loops.forEach(each -> each.shutdown(Duration.ofSeconds(2)).awaitUninterruptibly(5, TimeUnit.SECONDS));
    }
}
