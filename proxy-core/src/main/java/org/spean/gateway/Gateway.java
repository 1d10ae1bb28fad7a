package org.spean.gateway;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.admin.AdminPort;
import org.spean.admin.AdminResources;
import org.spean.admin.HealthPort;
import org.spean.admin.StatusReader;
import org.spean.archive.Archiver;
import org.spean.audit.Audit;
import org.spean.client.ClientServer;
import org.spean.client.Downloads;
import org.spean.confclient.ConfigurationClient;
import org.spean.confclient.ExpiryWatch;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.key.SigningIdentity;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.event.Events;
import org.spean.exchange.Admission;
import org.spean.exchange.InFlight;
import org.spean.exchange.KeptBodies;
import org.spean.fault.FaultCode;
import org.spean.gate.Gates;
import org.spean.health.Health;
import org.spean.identifier.MemberId;
import org.spean.logging.LogSetup;
import org.spean.messagelog.EvidenceAccess;
import org.spean.monitoring.ExchangeMetrics;
import org.spean.monitoring.Metrics;
import org.spean.monitoring.RecentFaults;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.net.Handshakes;
import org.spean.net.Listener;
import org.spean.net.PortSetup;
import org.spean.net.PortTls;
import org.spean.peer.Boundaries;
import org.spean.peer.HttpDate;
import org.spean.peer.PeerServer;
import org.spean.spool.SpoolBudget;
import org.spean.timestamp.TimeStamping;
import org.spean.trust.Identities;
import org.spean.trust.OcspPort;
import org.spean.trust.OcspSettings;
import org.spean.trust.OcspStatuses;
import org.spean.view.View;
import org.spean.view.Views;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A running gateway: makes what it has as long as it runs, has {@link Generations} make what belongs to its configuration,
 * binds the ports, follows changes, and ends all of it in the opposite order.
 *
 * <p>{@link #start} and {@link #drain} block; call them on a thread of your own.
 */
public final class Gateway {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final int SPOOL_THREADS = 2;
    private static final long CLOSE_MILLIS = 2000;
    private static final long END_MILLIS = 5000;
    private static final Duration END = Duration.ofSeconds(2);
    private static final Duration LOOKS = Duration.ofSeconds(10);
    private static final Duration WATCHES = Duration.ofSeconds(1);

    /** Set to {@code true}, exchanges are neither counted nor timed: to measure what it costs. */
    static final String WITHOUT_METRICS = "spean.measure.withoutMetrics";

    /** How long the start waits for the first OCSP responses; without them it starts all the same and asks on. */
    private static final Duration FIRST_STATUS = Duration.ofMillis(1500);

    private final Deque<AutoCloseable> closeables;
    private final InFlight inFlight = new InFlight();
    private final KeptBodies keptBodies = new KeptBodies();
    private final AuthorityTls responders = new AuthorityTls(
            "ocsp.tls",
            config ->
                    new AuthorityTls.Terms(config.ocsp().trust(), config.ocsp().tls()));
    private final Events events;
    private final Gates gates;
    private final Audit audit;
    private final Identities identities;
    private final Views views;
    private final EvidenceServices evidence;
    private final Downloads downloads;
    private final Generations generations;
    private final Ports ports;
    private final ConnectionLimit connections;
    private final Metrics metrics;
    private volatile boolean draining;
    private long readyMillis;

    /** @param closeables gets what is to be closed in the end, or when the start fails, the last first */
    private Gateway(Path file, Environment environment, Deque<AutoCloseable> closeables) {
        this.closeables = closeables;
        Libraries.load();
        InstantSource clock = environment.clock();
        events = new Events(clock);
        gates = new Gates(events, System::nanoTime);
        ConfigurationClient confClient = opened(new ConfigurationClient(events, clock));
        GatewayConfig config = GatewayConfig.load(file);
        LogSetup.use(config.logging().json(), config.logging().level());
        audit = opened(new Audit(
                clock, config.instanceServer().toString(), config.logging().audit(), events));
        Ahead<Views> reading = opened(Ahead.open(
                "spean-views-first",
                () -> Views.open(file, confClient.prepare(file, config.globalConfiguration()), clock, events)));

        ProviderProbe probe = ProviderProbe.afterStart();
        EventLoops aside = EventLoops.startOne("spean-aside");
        closeables.push(() -> aside.shutdown(END).awaitUninterruptibly(END_MILLIS));
        OcspStatuses ocsp = opened(new OcspStatuses(aside.group(), this::anchors, this::ocspSettings, events, clock));
        identities = new Identities(this::anchors, this::registered, ocsp, probe, events, clock);
        Keys keys = opened(Keys.read(config, identities, events));
        views = reading.get();
        opened(ExpiryWatch.start(() -> views.current().globalConf(), events, clock));
        responders.prepare(views.current()).take();
        keys.begin(views.current());
        Mono<Void> shown =
                ocsp.missing().timeout(FIRST_STATUS).onErrorComplete().cache();
        shown.subscribe(); // the ports are made meanwhile

        evidence = new EvidenceServices(this::withEvidence, views::current, aside.group(), events, clock);
        evidence.successor().prepare(views.current()).take();
        SignatureVerifier verifier = opened(new SignatureVerifier(VerifierSettings.DEFAULT));
        Handshakes handshakes = new Handshakes(clock);
        metrics = opened(new Metrics());
        ExchangeMetrics exchanges = new ExchangeMetrics(
                metrics, () -> views.current().config().metrics().services());
        RecentFaults faults = new RecentFaults();
        generations = opened(new Generations(
                new Fixed(
                        clock,
                        events,
                        environment.boundaries(),
                        environment.requestIds(),
                        this::anchors,
                        identities,
                        probe,
                        ocsp,
                        verifier,
                        spoolThreads(),
                        gates,
                        inFlight,
                        keptBodies,
                        admissions(clock),
                        new LogTotals(),
                        handshakes,
                        metrics,
                        Boolean.getBoolean(WITHOUT_METRICS) ? List.of(faults) : List.of(exchanges, faults)),
                housekeeping()));
        generations.prepare(views.current()).take();
        opened(evidence).start();
        identities.beforeRenewal(generations::prepareTls);

        connections = new ConnectionLimit(
                () -> generations.current().view().config().limits().connections(),
                () -> generations.current().view().config().limits().connectionsPerAddress());
        downloads = opened(
                new Downloads(this::withEvidence, record -> evidence.stamping().force(record), audit));
        ports = opened(new Ports(binders(aside, ocsp, environment), aside.reusePort()));
        Readiness readiness = new Readiness(generations::current, identities, ocsp, ports, () -> draining, evidence);
        Health health = new Health(readiness.forMessages());
        GatewayMeters meters = new GatewayMeters(
                generations, identities, evidence, connections, verifier, handshakes, gates, events, clock);
        metrics.whenLookedAt(meters);
        JvmMeters.all().forEach(metrics::whenLookedAt);
        StatusReader status = new StatusReader(
                new StatusReader.Sources(
                        Release.version(),
                        generations::current,
                        health,
                        exchanges,
                        faults,
                        inFlight::count,
                        handshakes,
                        gates,
                        identities,
                        this::records,
                        () -> evidence.stamping().status(),
                        () -> evidence.archiver().status(),
                        this::refusal,
                        events),
                clock);
        Disposable looks = Flux.interval(LOOKS, Schedulers.parallel())
                .onBackpressureDrop()
                .subscribe(tick -> {
                    status.tick();
                    meters.renew();
                });
        closeables.push(looks::dispose);
        AdminPort admin = new AdminPort(
                AdminResources.all(
                        () -> generations.current().loops(), new Health(readiness.forWork()), metrics, status),
                () -> views.current().config().admin(),
                this::adminTls,
                audit);
        ports.add("admin", (address, shared) -> bound(admin.bind(aside, address, shared)));
        ports.add("health", (address, shared) -> bound(new HealthPort(health).bind(aside, address, shared)));
        shown.block();
        ocsp.start();
        ports.prepare(views.current()).take();
        views.watch(new Reload(responders, evidence.successor(), keys, generations, ports));
        // Only now: a tree that it puts in use earlier would be followed by nobody.
        confClient.follow(() -> views.current().config().globalConfiguration(), views::reload);
        AuditWatch watch = new AuditWatch(audit, () -> views.current().config(), this::refusal, identities);
        Disposable watching = Flux.interval(WATCHES, Schedulers.parallel())
                .onBackpressureDrop()
                .subscribe(tick -> watch.look());
        closeables.push(watching::dispose);
        audit.record(Audit.Action.STARTED, "gateway", true, Map.of("version", Release.version()));
        watch.look();
        Thread.ofPlatform().daemon().name("spean-after-start").start(() -> {
            generations.prepareTls();
            probe.begin();
        });
    }

    private TrustAnchors anchors() {
        return views.current().anchors();
    }

    private boolean registered(X509Certificate certificate) {
        return Keys.registered(views.current(), certificate);
    }

    private OcspSettings ocspSettings() {
        View view = views.current();
        return new OcspSettings(
                view.config().peers().ocspPort(),
                view.config().timeouts().handshake(),
                view.globalConf().ocspFetchInterval(),
                view.config().ocsp().directory(),
                responders.context());
    }

    /** Does something with the home of the message log in use. */
    <T, E extends Exception> T withEvidence(EvidenceAccess.Task<T, E> task) throws E {
        return generations.withEvidence(task);
    }

    private ExecutorService spoolThreads() {
        ExecutorService threads = Executors.newFixedThreadPool(
                SPOOL_THREADS, Thread.ofPlatform().name("spool-", 0).daemon().factory());
        closeables.push(threads::shutdown);
        return threads;
    }

    private ScheduledExecutorService housekeeping() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("spean-housekeeping").daemon().factory());
        closeables.push(thread::shutdownNow);
        return thread;
    }

    private @Nullable PortTls adminTls() {
        PortSetup setup = generations.current().ports().get("admin");
        return setup == null ? null : setup.tls();
    }

    private static Channel bound(Mono<Channel> binding) {
        return Objects.requireNonNull(binding.block());
    }

    private Map<String, Ports.Binder> binders(EventLoops aside, OcspStatuses ocsp, Environment environment) {
        HttpDate date = new HttpDate(environment.clock());
        ClientServer clients = new ClientServer(generations, connections, date, downloads);
        Boundaries boundaries = environment.boundaries();
        Map<String, Ports.Binder> binders = new HashMap<>();
        binders.put("peer", listener(aside, new PeerServer(generations, connections, boundaries, date)));
        binders.put("clientHttp", listener(aside, clients.port("clientHttp")));
        binders.put("clientHttps", listener(aside, clients.port("clientHttps")));
        binders.put(
                "ocsp",
                (address, shared) -> bound(OcspPort.bind(
                                aside,
                                address,
                                shared,
                                ocsp,
                                boundaries::next,
                                connections,
                                () -> views.current().config().peers().proxyProtocol(),
                                OcspPort.PATIENCE)
                        .map(OcspPort::channel)));
        return binders;
    }

    private Ports.Binder listener(EventLoops aside, Consumer<Channel> assemble) {
        return (address, shared) -> Listener.bind(
                        aside, address, shared, () -> generations.current().loops(), assemble)
                .sync()
                .channel();
    }

    /**
     * Starts a gateway; when it returns, all ports answer.
     *
     * @throws ConfigurationException in one line: file, key, reason
     */
    public static Gateway start(Path file, InstantSource clock) {
        return start(file, Environment.real(clock));
    }

    static Gateway start(Path file, Environment environment) {
        long began = System.nanoTime();
        Deque<AutoCloseable> closeables = new ArrayDeque<>();
        Gateway gateway;
        try {
            gateway = new Gateway(file, environment, closeables);
        } catch (RuntimeException e) {
            close(closeables);
            throw e;
        }
        gateway.readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        log.info("ready: {}", gateway.readiness());
        log.info("refused or lost until then: {}", gateway.events.json());
        return gateway;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        closeables.push(resource);
        return resource;
    }

    private List<Admission> admissions(InstantSource clock) {
        return List.of(
                () -> draining ? new Admission.Refusal(FaultCode.INTERNAL_ERROR, "The gateway is about to stop") : null,
                () -> views.current().globalConf().expired(clock.instant())
                        ? new Admission.Refusal(FaultCode.OUTDATED_GLOBAL_CONF, "The global configuration has expired")
                        : null,
                () -> evidence.refusal());
    }

    /** The address a port is bound to, by its name in the configuration; {@code null} if it is off. */
    public @Nullable InetSocketAddress address(String name) {
        return ports.addresses().get(name);
    }

    /** What the gateway is ready with, as one JSON object. */
    public String readiness() {
        StringBuilder json = new StringBuilder("{\"readyMs\":").append(readyMillis);
        ports.addresses()
                .forEach((name, address) -> json.append(",\"")
                        .append(name)
                        .append("\":\"")
                        .append(address.getAddress().getHostAddress())
                        .append(':')
                        .append(address.getPort())
                        .append('"'));
        return json.append('}').toString();
    }

    /** What was done since the start, as one JSON object. */
    public String summary() {
        return "{" + generations.logTotals().json() + "," + evidence.json() + ",\"events\":" + events.json() + "}";
    }

    /** Looks for changed files now, and tries again what was refused. The log says what came of it. Blocks. */
    public void reload() {
        views.reloadNow();
    }

    /** Counts the configurations that were in use. */
    long generation() {
        return views.current().generation();
    }

    /** Why the last change was refused; {@code null} while the files are those in use. */
    @Nullable
    String refusal() {
        return views.refusal();
    }

    /** How the evidence is time-stamped. */
    TimeStamping timeStamping() {
        return evidence.stamping();
    }

    /** How the evidence is archived. */
    Archiver archiver() {
        return evidence.archiver();
    }

    /** What was refused or lost of what this gateway trusts. */
    Events events() {
        return events;
    }

    /** Exchanges now in flight. */
    public int inFlight() {
        return inFlight.count();
    }

    /**
     * What exchanges hold at this moment; all zero when none is in flight.
     *
     * @param reservations places in the message log
     * @param signerPlaces places in the signer
     */
    record Holdings(
            int exchanges,
            int reservations,
            int signerPlaces,
            int spoolLeases,
            long spoolBytes,
            long spoolMemory,
            int spoolFiles,
            long keptBodies) {}

    /** The certificate with which a member signs now; {@code null}: it cannot. */
    @Nullable
    X509Certificate signingWith(MemberId member) {
        SigningIdentity identity = identities.signing(member);
        return identity == null ? null : identity.certificate();
    }

    /** Whether the global configuration in use registers this authentication certificate, for whatever server. */
    boolean knows(X509Certificate certificate) {
        return views.current().globalConf().byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate))
                != null;
    }

    /** Records made durable since the start. */
    public long records() {
        return generations.logTotals().records();
    }

    /** Both configurations in use now. */
    View view() {
        return views.current();
    }

    Holdings holdings() {
        SpoolBudget spools = generations.current().spools();
        return new Holdings(
                inFlight.count(),
                generations.reserved(),
                generations.signerPlaces(),
                spools.leasesInUse(),
                spools.bytesInUse(),
                spools.memoryInUse(),
                spools.filesOpen(),
                keptBodies.inUse());
    }

    /** Stops accepting, lets what is in flight finish within the drain time, and ends everything. */
    public void drain() {
        draining = true;
        views.close();
        ports.closeAllBut(Set.of("admin", "health"));
        downloads.refuseMore();
        Duration drainTime = views.current().config().timeouts().drain();
        long until = System.nanoTime() + drainTime.toNanos();
        while (inFlight.count() + downloads.underWay() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (inFlight.count() + downloads.underWay() > 0) {
            log.warn(
                    "drain: {} exchanges and {} downloads did not finish within {}",
                    inFlight.count(),
                    downloads.underWay(),
                    drainTime);
        }
        connections.closeAll().awaitUninterruptibly(CLOSE_MILLIS);
        String summary = summary();
        audit.record(Audit.Action.STOPPED, "gateway", true, Map.of());
        close(closeables);
        log.info("stopped: {}", summary);
    }

    /** Closes all, the last first, whatever fails. */
    static void close(Deque<AutoCloseable> closeables) {
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (Exception e) {
                log.warn("stop: {}", e.toString());
            }
        }
    }
}
