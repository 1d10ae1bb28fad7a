package org.spean.admin;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.archive.ArchiveStatus;
import org.spean.config.GatewayConfig;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.event.Events;
import org.spean.exchange.Facilities;
import org.spean.fault.FaultAdvice;
import org.spean.gate.Gate;
import org.spean.gate.Gates;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.SecurityServer;
import org.spean.health.Health;
import org.spean.messagelog.LogCounters;
import org.spean.monitoring.ExchangeMetrics;
import org.spean.monitoring.RecentFaults;
import org.spean.monitoring.ServiceTraffic;
import org.spean.net.Handshakes;
import org.spean.timestamp.StampStatus;
import org.spean.trust.Identities;
import org.spean.trust.OwnCertificate;

/**
 * Puts the status of a gateway together. Rates and quantiles are over the last minute: {@link #tick} has to be called every ten
 * seconds. Safe for use by many threads; does not block.
 */
public final class StatusReader {
    private static final int TICKS = 6;
    private static final int MOST_CIRCUITS = 100;

    private final Sources sources;
    private final InstantSource clock;
    private final Instant began;
    private final Deque<Look> looks = new ArrayDeque<>();

    /**
     * Where the status comes from.
     *
     * @param version of this gateway
     * @param records made durable since the start
     * @param refusal why the last change of the configuration was refused
     */
    public record Sources(
            String version,
            Supplier<Facilities> facilities,
            Health health,
            ExchangeMetrics exchanges,
            RecentFaults faults,
            IntSupplier inFlight,
            Handshakes handshakes,
            Gates gates,
            Identities identities,
            Supplier<Long> records,
            Supplier<StampStatus> timeStamps,
            Supplier<ArchiveStatus> archive,
            Supplier<@Nullable String> refusal,
            Events events) {}

    /** What had passed at a moment, by role, protocol and service. */
    private record Look(Instant at, Map<String, ServiceTraffic> traffic) {}

    public StatusReader(Sources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
        this.began = clock.instant();
        looks.add(new Look(began, Map.of()));
    }

    /** What passes from now on is of the next ten seconds. */
    public synchronized void tick() {
        Map<String, ServiceTraffic> traffic = new HashMap<>();
        sources.exchanges.traffic().forEach(each -> traffic.put(key(each), each));
        looks.addLast(new Look(clock.instant(), traffic));
        if (looks.size() > TICKS) {
            looks.removeFirst();
        }
    }

    private synchronized Look earlier() {
        return looks.getFirst();
    }

    private static String key(ServiceTraffic traffic) {
        return traffic.role() + ' ' + traffic.protocol() + ' ' + traffic.service();
    }

    /** @param withConfiguration whether the whole configuration in force belongs to it */
    StatusReport read(boolean withConfiguration) {
        Instant now = clock.instant();
        GatewayConfig config = sources.facilities.get().view().config();
        return new StatusReport(
                config.instanceServer().toString(),
                sources.version,
                text(now),
                Duration.between(began, now).toSeconds(),
                health(),
                traffic(now),
                circuits(),
                peers(),
                certificates(now),
                configuration(now, withConfiguration),
                evidence(),
                faults(config),
                events());
    }

    private StatusReport.Verdict health() {
        Health.Verdict verdict = sources.health.verdict();
        return new StatusReport.Verdict(verdict.good(), verdict.results());
    }

    private StatusReport.Traffic traffic(Instant now) {
        Look before = earlier();
        double seconds = Math.max(1, Duration.between(before.at, now).toMillis() / 1000.0);
        List<StatusReport.Service> services = new ArrayList<>();
        double all = 0;
        for (ServiceTraffic each : sources.exchanges.traffic()) {
            ServiceTraffic old = before.traffic.get(key(each));
            long[] counts = old == null ? new long[0] : old.counts();
            double rate = (each.exchanges() - (old == null ? 0 : old.exchanges())) / seconds;
            all += rate;
            services.add(new StatusReport.Service(
                    each.role(),
                    each.protocol(),
                    each.service(),
                    each.answered(),
                    each.refused(),
                    each.failed(),
                    each.abandoned(),
                    tenths(rate),
                    tenths(each.quantile(0.5, counts)),
                    tenths(each.quantile(0.99, counts))));
        }
        services.sort(Comparator.comparingDouble(StatusReport.Service::perSecond)
                .reversed()
                .thenComparing(StatusReport.Service::service)
                .thenComparing(StatusReport.Service::role));
        return new StatusReport.Traffic(sources.inFlight.getAsInt(), tenths(all), services);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private List<StatusReport.Circuit> circuits() {
        return sources.gates
                .all()
                .filter(gate -> gate.avoided() || gate.position() != Gate.Position.CLOSED || gate.full())
                .sorted(Comparator.comparing(Gate::kind).thenComparing(Gate::name))
                .limit(MOST_CIRCUITS)
                .map(gate -> new StatusReport.Circuit(
                        gate.kind().name().toLowerCase(Locale.ROOT),
                        gate.name(),
                        gate.position().name().toLowerCase(Locale.ROOT),
                        gate.failures(),
                        gate.inFlight(),
                        gate.kind() == Gate.Kind.SERVER && gate.avoided()))
                .toList();
    }

    private List<StatusReport.Peer> peers() {
        Facilities facilities = sources.facilities.get();
        GlobalConf globalConf = facilities.view().globalConf();
        List<StatusReport.Peer> peers = new ArrayList<>();
        for (Handshakes.Last last : sources.handshakes.peers()) {
            X509Certificate certificate = last.certificate();
            SecurityServer server = globalConf.byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate));
            Instant good = facilities.ocsp().goodUntil(certificate);
            peers.add(new StatusReport.Peer(
                    server == null ? null : server.id().toString(),
                    DistinguishedNames.text(certificate.getSubjectX500Principal()),
                    text(certificate.getNotAfter().toInstant()),
                    last.remote(),
                    last.outgoing() ? "outgoing" : "incoming",
                    text(last.at()),
                    last.resumed(),
                    last.protocol(),
                    last.cipherSuite(),
                    last.engine(),
                    good == null ? null : text(good)));
        }
        peers.sort(Comparator.comparing(StatusReport.Peer::lastHandshake).reversed());
        return peers;
    }

    private List<StatusReport.Certificate> certificates(Instant now) {
        List<StatusReport.Certificate> certificates = new ArrayList<>();
        for (OwnCertificate own : sources.identities.certificates()) {
            Instant end = own.certificate().getNotAfter().toInstant();
            Instant asOf = own.goodAsOf();
            certificates.add(new StatusReport.Certificate(
                    own.member() == null ? "authentication" : "signing",
                    own.member() == null ? null : own.member().toString(),
                    DistinguishedNames.text(own.certificate().getSubjectX500Principal()),
                    own.certificate().getSerialNumber().toString(),
                    text(end),
                    Duration.between(now, end).toDays(),
                    own.inUse(),
                    own.denied() ? "revoked" : asOf == null ? "unknown" : "good",
                    asOf == null ? null : Duration.between(asOf, now).toSeconds()));
        }
        certificates.sort(Comparator.comparingLong(StatusReport.Certificate::daysLeft));
        return certificates;
    }

    private StatusReport.Configuration configuration(Instant now, boolean withConfiguration) {
        Facilities facilities = sources.facilities.get();
        GlobalConf globalConf = facilities.view().globalConf();
        List<StatusReport.Instance> instances = new ArrayList<>();
        for (String instance : globalConf.instances()) {
            Instant expires = globalConf.expires(instance);
            instances.add(new StatusReport.Instance(instance, text(expires), now.until(expires, SECONDS)));
        }
        return new StatusReport.Configuration(
                facilities.view().generation(),
                sources.refusal.get(),
                instances,
                withConfiguration ? ShownConfig.of(facilities.view().config()) : null);
    }

    private StatusReport.Evidence evidence() {
        Facilities facilities = sources.facilities.get();
        LogCounters log = facilities.log().counters();
        StampStatus stamps = sources.timeStamps.get();
        ArchiveStatus archive = sources.archive.get();
        return new StatusReport.Evidence(
                log.state().name().toLowerCase(Locale.ROOT),
                facilities.log().unavailable(),
                sources.records.get(),
                log.queued(),
                log.queuedBytes(),
                stamps.pending(),
                stamps.lastSuccess() == null ? null : text(stamps.lastSuccess()),
                stamps.failingSince() == null ? null : text(stamps.failingSince()),
                stamps.failure(),
                stamps.refusing(),
                archive.records(),
                archive.failure());
    }

    private List<StatusReport.FaultSeen> faults(GatewayConfig config) {
        List<StatusReport.FaultSeen> faults = new ArrayList<>();
        for (RecentFaults.Seen seen : sources.faults.latest()) {
            String code = seen.fault().code(config.faultStyle());
            FaultAdvice advice = FaultAdvice.of(code);
            faults.add(new StatusReport.FaultSeen(
                    text(seen.at()),
                    seen.role(),
                    code,
                    seen.fault().message(),
                    seen.fault().detail(),
                    seen.requestId(),
                    seen.client(),
                    seen.service(),
                    advice.meaning(),
                    advice.remedy()));
        }
        return faults;
    }

    private List<StatusReport.EventSeen> events() {
        List<StatusReport.EventSeen> events = new ArrayList<>();
        for (Events.Event event : sources.events.recent().reversed()) {
            events.add(
                    new StatusReport.EventSeen(text(event.at()), event.kind().text(), event.subject(), event.reason()));
        }
        return events;
    }

    private static String text(Instant instant) {
        return instant.equals(Instant.MIN) || instant.equals(Instant.MAX)
                ? "unknown"
                : instant.truncatedTo(SECONDS).toString();
    }
}
