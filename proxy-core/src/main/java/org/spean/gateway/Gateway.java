package org.spean.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.client.ClientServer;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFile;
import org.spean.config.ListenConfig;
import org.spean.config.SpoolConfig;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.signing.BatchSigner;
import org.spean.crypto.signing.SignerSettings;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.event.Events;
import org.spean.exchange.Admission;
import org.spean.exchange.Deadlines;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.Facilities;
import org.spean.exchange.InFlight;
import org.spean.fault.FaultCode;
import org.spean.messagelog.GroupCommitLog;
import org.spean.messagelog.LogCounters;
import org.spean.messagelog.LogSettings;
import org.spean.messagelog.sqlite.SqliteStore;
import org.spean.monitoring.ExchangeLog;
import org.spean.net.ChannelPools;
import org.spean.net.ClientPortTls;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.net.PeerTls;
import org.spean.net.PeerTlsSettings;
import org.spean.net.PoolSettings;
import org.spean.net.ServiceTls;
import org.spean.peer.Boundaries;
import org.spean.peer.HttpDate;
import org.spean.peer.PeerDialer;
import org.spean.peer.PeerServer;
import org.spean.service.ServiceDialer;
import org.spean.spool.SpoolBudget;
import org.spean.spool.SpoolSettings;
import org.spean.trust.Identities;
import org.spean.trust.OcspPort;
import org.spean.trust.OcspSettings;
import org.spean.trust.OcspStatuses;
import org.spean.view.Views;

/**
 * A running gateway: makes what exchanges share, binds the ports, and ends all of it in the opposite order.
 *
 * <p>{@link #start} and {@link #drain} block; call them on a thread of your own.
 */
public final class Gateway {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final int SPOOL_THREADS = 2;
    private static final long CLOSE_MILLIS = 2000;

    /** How long the start waits for the first OCSP responses; without them it starts all the same and asks on. */
    private static final Duration FIRST_STATUS = Duration.ofMillis(1500);

    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final List<Channel> ports = new ArrayList<>();
    private final InFlight inFlight;
    private final Path file;
    private final Duration drainTime;
    private final BatchSigner signer;
    private final SpoolBudget spools;
    private final ConnectionLimit connections;
    private GroupCommitLog messageLog;
    private volatile boolean draining;
    private long readyMillis;

    private Gateway(Path file, Environment environment) throws IOException {
        this.file = file;
        InstantSource clock = environment.clock();
        Events events = new Events(clock);
        Views views = opened(Views.open(file, clock));
        GatewayConfig config = views.current().config();
        drainTime = config.timeouts().drain();
        inFlight = new InFlight(config.limits().exchanges());

        EventLoops loops = EventLoops.start(config.eventLoops());
        closeables.push(() -> loops.shutdown(Duration.ofSeconds(2)).awaitUninterruptibly(5, TimeUnit.SECONDS));
        ChannelPools pools = opened(new ChannelPools(
                loops,
                new PoolSettings(
                        config.timeouts().connect(),
                        config.peers().serverMemory(),
                        config.limits().exchanges(),
                        config.limits().idleConnections())));

        OcspStatuses ocsp = opened(new OcspStatuses(
                loops.group(),
                () -> views.current().anchors(),
                new OcspSettings(
                        config.peers().ocspPort(),
                        config.timeouts().handshake(),
                        () -> views.current().globalConf().ocspFetchInterval(),
                        config.ocspDirectory()),
                events,
                clock));
        Identities identities = new Identities(
                () -> views.current().anchors(),
                certificate -> Keys.registered(views.current(), certificate),
                ocsp,
                new ProviderProbe(),
                events,
                clock);
        opened(Keys.open(views, identities, events));
        ocsp.missing().timeout(FIRST_STATUS).onErrorComplete().block();
        ocsp.start();
        PeerTls peerTls = opened(
                new PeerTls(identities::authentication, () -> views.current().anchors(), tlsSettings(config), clock));
        // Beside the rest of the start: the first handshake would wait for a native library and its contexts.
        Thread.ofPlatform().daemon().name("spean-prepare-tls").start(peerTls::prepare);

        messageLog = opened(openLog(config, clock));
        signer = opened(new BatchSigner(
                identities::signing,
                clock,
                SignerSettings.defaults().withPlaces(config.limits().exchanges()),
                inFlight::count));
        SignatureVerifier verifier = opened(new SignatureVerifier(VerifierSettings.DEFAULT));
        ExecutorService spoolThreads = Executors.newFixedThreadPool(
                SPOOL_THREADS, Thread.ofPlatform().name("spool-", 0).daemon().factory());
        closeables.push(spoolThreads::shutdown);

        spools = spools(config.spool());
        Boundaries boundaries = environment.boundaries();
        HttpDate date = new HttpDate(clock);
        Facilities facilities = new Facilities(
                messageLog,
                signer,
                verifier,
                spools,
                spoolThreads,
                identities,
                ocsp,
                new PeerDialer(pools, peerTls, boundaries),
                new ServiceDialer(
                        pools,
                        opened(new ServiceTls(
                                null,
                                config.timeouts().handshake(),
                                config.limits().handshakes()))),
                inFlight,
                admissions(views, clock),
                observer(config),
                clock,
                environment.requestIds(),
                new Deadlines());

        connections = new ConnectionLimit(config.limits().connections());
        ListenConfig listen = config.listen();
        bind(
                "peer",
                new PeerServer(loops, facilities, views, peerTls, connections, boundaries, date).bind(listen.peer()));
        addresses.put("ocsp", bindOcsp(loops, config, ocsp, boundaries).address());
        ClientServer clients = new ClientServer(loops, facilities, views, connections, date);
        if (listen.clientHttp() != null) {
            bind("clientHttp", clients.bind(listen.clientHttp(), null));
        }
        KeyFile clientKey = config.keys().clientTls();
        if (listen.clientHttps() != null && clientKey != null) {
            ClientPortTls tls = opened(new ClientPortTls(
                    Keys.load(config, "keys.clientTls", clientKey),
                    config.timeouts().handshake(),
                    config.limits().handshakes()));
            bind("clientHttps", clients.bind(listen.clientHttps(), tls));
        }
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
        try {
            Gateway gateway = new Gateway(file, environment);
            gateway.readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            log.info("ready: {}", gateway.readiness());
            return gateway;
        } catch (IOException e) {
            throw new ConfigurationException(file, null, String.valueOf(e.getMessage()), e);
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        closeables.push(resource);
        return resource;
    }

    private static PeerTlsSettings tlsSettings(GatewayConfig config) {
        return new PeerTlsSettings(
                config.timeouts().handshake(),
                config.limits().handshakes(),
                config.peers().serverMemory(),
                config.peers().tls().protocols(),
                config.peers().tls().cipherSuites());
    }

    private static GroupCommitLog openLog(GatewayConfig config, InstantSource clock) throws IOException {
        return new GroupCommitLog(
                SqliteStore.open(config.messageLog().file()),
                LogSettings.forExchanges(
                        config.limits().exchanges(), config.timeouts().commit()),
                clock,
                Ticker.systemTicker());
    }

    private static SpoolBudget spools(SpoolConfig spool) throws IOException {
        return new SpoolBudget(new SpoolSettings(
                spool.directory(), spool.memoryPerMessage(), spool.memory(), spool.maxMessage(), spool.total()));
    }

    private ExchangeObserver observer(GatewayConfig config) throws IOException {
        Path file = config.exchangeLog();
        return file == null ? report -> {} : opened(ExchangeLog.open(file, config.faultStyle()));
    }

    private List<Admission> admissions(Views views, InstantSource clock) {
        return List.of(
                () -> draining ? new Admission.Refusal(FaultCode.INTERNAL_ERROR, "The gateway is about to stop") : null,
                () -> views.current().globalConf().expired(clock.instant())
                        ? new Admission.Refusal(FaultCode.OUTDATED_GLOBAL_CONF, "The global configuration has expired")
                        : null);
    }

    private OcspPort bindOcsp(EventLoops loops, GatewayConfig config, OcspStatuses ocsp, Boundaries boundaries) {
        try {
            OcspPort port = OcspPort.bind(
                            loops.group(),
                            config.listen().ocsp(),
                            ocsp,
                            boundaries::next,
                            config.peers().proxyProtocol())
                    .block();
            return opened(Objects.requireNonNull(port));
        } catch (RuntimeException e) {
            throw unbound("ocsp", e);
        }
    }

    private ConfigurationException unbound(String name, Throwable cause) {
        return new ConfigurationException(file, "listen." + name, String.valueOf(cause.getMessage()), cause);
    }

    private void bind(String name, ChannelFuture binding) {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw unbound(name, binding.cause());
        }
        ports.add(binding.channel());
        addresses.put(name, (InetSocketAddress) binding.channel().localAddress());
    }

    /** The address a port is bound to, by its name in the configuration; {@code null} if it is off. */
    public @Nullable InetSocketAddress address(String name) {
        return addresses.get(name);
    }

    /** What the gateway is ready with, as one JSON object. */
    public String readiness() {
        StringBuilder json = new StringBuilder("{\"readyMs\":").append(readyMillis);
        addresses.forEach((name, address) -> json.append(",\"")
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
        LogCounters counters = messageLog.counters();
        return "{\"records\":%d,\"commits\":%d,\"synchronisations\":%d,\"signatures\":%d}"
                .formatted(
                        counters.records(),
                        counters.commits(),
                        counters.store().synchronisations(),
                        counters.store().signatures());
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
            int spoolFiles) {}

    /** Records made durable since the start. */
    long records() {
        return messageLog.counters().records();
    }

    Holdings holdings() {
        return new Holdings(
                inFlight.count(),
                messageLog.counters().reserved(),
                signer.placesTaken(),
                spools.leasesInUse(),
                spools.bytesInUse(),
                spools.memoryInUse(),
                spools.filesOpen());
    }

    /** Stops accepting, lets what is in flight finish within the drain time, and ends everything. */
    public void drain() {
        draining = true;
        ports.forEach(port -> port.close().awaitUninterruptibly());
        long until = System.nanoTime() + drainTime.toNanos();
        while (inFlight.count() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (inFlight.count() > 0) {
            log.warn("drain: {} exchanges did not finish within {}", inFlight.count(), drainTime);
        }
        connections.closeAll().awaitUninterruptibly(CLOSE_MILLIS);
        String summary = summary();
        close();
        log.info("stopped: {}", summary);
    }

    private void close() {
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (Exception e) {
                log.warn("stop: {}", e.toString());
            }
        }
    }
}
