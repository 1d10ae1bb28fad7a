package org.spean.trust;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.spean.crypto.certificate.CertificateProfiles;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.ocsp.OcspRules;
import org.spean.crypto.trust.ApprovedCa;
import org.spean.crypto.trust.CaNode;
import org.spean.crypto.trust.OcspResponder;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.event.Events;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;
import org.spean.net.ConnectionLimit;
import org.spean.net.EventLoops;
import org.spean.testbed.authority.CertificateAuthority;
import org.spean.testbed.authority.CertificateAuthority.Subject;
import org.spean.testbed.authority.Issued;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.authority.OcspAnswers;

/** An authority with one below it, their OCSP responders, and servers with keys of either. */
final class TrustWorld {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Duration FRESHNESS = Duration.ofHours(1);
    static final MemberId MEMBER = new MemberId("CAMBODIA", "GOV", "CAMDX-000121");

    private static final Subject SUBJECT = new Subject("CAMBODIA", "GOV", "CAMDX-000121", "server", "Test");
    private static final String PROFILE =
            "ee.ria.xroad.common.certificateprofile.impl.CamDXCertificateProfileInfoProvider";

    final SetClock clock = new SetClock(Instant.now().plusSeconds(60));
    final Events events = new Events(clock);
    final EventLoops loops = EventLoops.startOne("trust-loop");
    final EventLoop loop = loops.group().next();
    final CertificateAuthority top = CertificateAuthority.root("Top CA", KeyKind.EC_P256, clock);
    final CertificateAuthority below = top.intermediate("CA below", KeyKind.EC_P256);
    final Issued topResponderKey = top.ocspResponder("Top OCSP", KeyKind.EC_P256);
    final Issued belowResponderKey = below.ocspResponder("OCSP below", KeyKind.EC_P256);
    final OcspAnswers topAnswers = new OcspAnswers(top, topResponderKey);
    final org.spean.testbed.authority.OcspResponder topResponder =
            org.spean.testbed.authority.OcspResponder.start(topAnswers, anyPort(), clock);
    final org.spean.testbed.authority.OcspResponder belowResponder = org.spean.testbed.authority.OcspResponder.start(
            new OcspAnswers(below, belowResponderKey), anyPort(), clock);
    volatile TrustAnchors anchors = anchors(1);
    final Set<X509Certificate> registered = ConcurrentHashMap.newKeySet();
    private final List<AutoCloseable> opened = new ArrayList<>();

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    TrustAnchors anchors(long generation) {
        return anchors(generation, List.of(topResponder.uri()));
    }

    /** Anchors with these responders of the top authority. */
    TrustAnchors anchors(long generation, List<URI> responders, CaNode... more) {
        CaNode topNode = new CaNode(
                top.certificate(),
                responders.stream()
                        .map(uri -> new OcspResponder(uri, topResponderKey.certificate()))
                        .toList());
        CaNode belowNode = new CaNode(
                below.certificate(), List.of(new OcspResponder(belowResponder.uri(), belowResponderKey.certificate())));
        return TrustAnchors.of(
                List.of(new ApprovedCa(
                        "Test",
                        false,
                        topNode,
                        Stream.concat(Stream.of(belowNode), Stream.of(more)).toList(),
                        CertificateProfiles.named(PROFILE, "CAMBODIA"))),
                OcspRules.of(FRESHNESS),
                generation);
    }

    KeyEntry authentication(CertificateAuthority by) {
        Issued issued = by.authentication(SUBJECT, "server.test", "127.0.0.1", KeyKind.EC_P256);
        return new KeyEntry(issued.chain(), issued.key());
    }

    KeyEntry signing(CertificateAuthority by) {
        Issued issued = by.signing(SUBJECT, KeyKind.EC_P256);
        return new KeyEntry(issued.chain(), issued.key());
    }

    KeyEntry signing(CertificateAuthority by, Instant until) {
        Issued issued = by.signing(SUBJECT, KeyKind.EC_P256, until);
        return new KeyEntry(issued.chain(), issued.key());
    }

    OcspStatuses statuses(int peerPort) {
        return statuses(OcspSettings.of(peerPort, Duration.ofSeconds(5)));
    }

    OcspStatuses statuses(OcspSettings settings) {
        OcspStatuses statuses = new OcspStatuses(loops.group(), () -> anchors, () -> settings, events, clock);
        opened.add(statuses);
        return statuses;
    }

    OcspStatuses statuses() {
        return statuses(5577);
    }

    Identities identities(OcspStatuses statuses) {
        return new Identities(
                () -> anchors,
                certificate -> registered.contains(certificate),
                statuses,
                new ProviderProbe(Duration.ofMillis(1)),
                events,
                clock);
    }

    /** A peer with its statuses fetched, answering on a port. */
    OcspPort peer(KeyEntry authentication) {
        OcspStatuses statuses = statuses();
        identities(statuses).use(List.of(authentication), List.of());
        statuses.refresh().block(PATIENCE);
        return port(statuses);
    }

    OcspPort port(OcspStatuses statuses) {
        return port(statuses, 100);
    }

    /** A port for so many connections at a time. */
    OcspPort port(OcspStatuses statuses, int connections) {
        return port(statuses, connections, OcspPort.PATIENCE);
    }

    OcspPort port(OcspStatuses statuses, int connections, Duration patience) {
        return port(statuses, new ConnectionLimit(() -> connections), false, patience);
    }

    /** @param first in the pipeline of each connection */
    OcspPort port(OcspStatuses statuses, ChannelHandler first, boolean proxyProtocol, Duration patience) {
        OcspPort port = OcspPort.bind(
                        loops, anyPort(), false, statuses, () -> "testboundary", first, () -> proxyProtocol, patience)
                .block(PATIENCE);
        if (port == null) {
            throw new AssertionError("no port");
        }
        port.channel().config().setAutoRead(true);
        opened.add(port);
        return port;
    }

    static SecurityServer server(String address) {
        return new SecurityServer(
                SecurityServerId.parse("CAMBODIA/GOV/CAMDX-000121/server"), address, Set.of(), Set.of(), null);
    }

    static List<X509Certificate> sent(KeyEntry entry) {
        return entry.chain();
    }

    static <T> T await(Future<T> future) throws InterruptedException {
        if (!future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("not done within " + PATIENCE);
        }
        if (!future.isSuccess()) {
            throw new AssertionError("failed", future.cause());
        }
        return future.getNow();
    }

    static Throwable awaitFailure(Future<?> future) throws InterruptedException {
        if (!future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || future.isSuccess()) {
            throw new AssertionError("no failure within " + PATIENCE);
        }
        return future.cause();
    }

    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        topResponder.close();
        belowResponder.close();
        loops.shutdown(Duration.ofSeconds(1)).syncUninterruptibly();
    }
}
