package org.spean.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.ProviderProbe;
import org.spean.crypto.trust.TrustAnchors;

/**
 * Mutual TLS between security servers. Both sides show their authentication certificate; the other's must lead to an
 * authority approved at the time of the handshake, whatever its name.
 *
 * <p>BoringSSL with TLS 1.3 (or 1.2 with GCM) where the peer can, the JDK's engine where it has only CBC suites, as an
 * unmodified X-Road server. Handshakes sign and verify on threads of their own, and are resumed where possible. A changed
 * authentication identity takes effect with the next connection. Safe for use by many threads.
 */
public final class PeerTls implements PortTls, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerTls.class);
    private static final InetSocketAddress OURSELVES = InetSocketAddress.createUnresolved("ourselves.invalid", 1);

    private static final AttributeKey<Long> OUTGROWN = AttributeKey.valueOf(PeerTls.class, "outgrown");
    private static final long OUTGROWN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<@Nullable AuthenticationIdentity> identity;
    private final Handshakes counted;
    private final PeerTrust trust;
    private final PeerTlsSettings settings;
    private final PeerEngines engines;
    private final SharedCertificates certificates = new SharedCertificates();
    private final HandshakeThreads handshakes;
    private final boolean tls12;
    private final boolean tls13;
    private final ProviderProbe probe;
    private volatile @Nullable PeerContexts contexts;
    private @Nullable PeerContexts upcoming;
    private volatile boolean closed;

    /**
     * TLS with what these suppliers give at the time of each connection.
     *
     * @param identity whom we are; {@code null}: connections fail
     * @param probe finds who signs fastest with its key
     */
    public PeerTls(
            Supplier<@Nullable AuthenticationIdentity> identity,
            Supplier<TrustAnchors> anchors,
            PeerTlsSettings settings,
            ProviderProbe probe,
            InstantSource clock) {
        this(identity, anchors, settings, probe, new Handshakes(clock), clock);
    }

    /**
     * The same, counted together with others.
     *
     * @param counted hears of each handshake
     */
    public PeerTls(
            Supplier<@Nullable AuthenticationIdentity> identity,
            Supplier<TrustAnchors> anchors,
            PeerTlsSettings settings,
            ProviderProbe probe,
            Handshakes counted,
            InstantSource clock) {
        this.identity = identity;
        this.counted = counted;
        this.trust = new PeerTrust(anchors, counted, clock);
        this.settings = settings;
        this.probe = probe;
        this.engines = new PeerEngines(settings.memory());
        this.handshakes = HandshakeThreads.start(settings.handshakes());
        List<String> protocols = settings.protocols();
        this.tls12 = protocols.isEmpty() || protocols.contains(CipherSuites.TLS_1_2);
        this.tls13 = protocols.isEmpty() || protocols.contains(CipherSuites.TLS_1_3);
    }

    /**
     * Loads and builds what the first connection would otherwise wait for, and shakes hands with itself once by each
     * engine. To be called off the event loops; does nothing while there is no identity.
     */
    public void prepare() {
        if (!closed && identity.get() != null) {
            rehearse(contexts());
        }
    }

    /**
     * The same for an identity that will be in use soon, so that no connection waits for it then. To be called off the event
     * loops.
     */
    public void prepare(AuthenticationIdentity next) {
        PeerContexts fresh = built(next);
        PeerContexts unused;
        synchronized (this) {
            unused = closed ? fresh : upcoming;
            upcoming = closed ? null : fresh;
        }
        if (unused != null) {
            unused.close();
        }
        rehearse(fresh);
    }

    private void rehearse(PeerContexts current) {
        for (boolean boringSsl : new boolean[] {false, true}) {
            SslHandler client = current.client(ByteBufAllocator.DEFAULT, OURSELVES, boringSsl);
            SslHandler server = current.server(ByteBufAllocator.DEFAULT, true);
            if (client != null && server != null) {
                Throwable failure = Rehearsal.run(client, server, settings.handshake());
                if (failure != null) {
                    log.warn("our own TLS does not accept us: {}", failure.toString());
                }
            }
        }
    }

    @Override
    public void addTo(Channel channel) {
        channel.pipeline().addLast("engine", serverHandler()).addLast("identity", identityHandler());
    }

    @Override
    public Object identity() {
        AuthenticationIdentity current = identity.get();
        return current == null ? this : current;
    }

    /** For a connection that a peer opened: a handler that becomes an {@link SslHandler} after the ClientHello. */
    public ChannelHandler serverHandler() {
        return new EngineChooser(this, settings.handshake());
    }

    /** To stand right above TLS, of connections in either direction: peers' certificates are one object each. */
    public PeerIdentityHandler identityHandler() {
        return new PeerIdentityHandler(certificates);
    }

    /**
     * For a connection to a peer. Learns from the handshake's outcome which engine to use next time.
     *
     * @param address what it is connected to; sessions are resumed, and engines remembered, by it
     */
    public SslHandler clientHandler(Channel channel, InetSocketAddress address) {
        boolean remembered = engines.speaksModern(address);
        for (; ; ) {
            PeerContexts current = contexts();
            boolean boringSsl = remembered && current.hasBoringSsl();
            SslHandler handler = current.client(channel.alloc(), address, boringSsl);
            if (handler != null) {
                handler.setHandshakeTimeoutMillis(settings.handshake().toMillis());
                counted.follow(true, handler);
                handler.handshakeFuture().addListener(done -> {
                    if (done.isSuccess()) {
                        SSLSession session = handler.engine().getSession();
                        engines.negotiated(address, session.getProtocol(), session.getCipherSuite());
                        if (!boringSsl && current.hasBoringSsl() && engines.outgrown(address)) {
                            outgrows(channel);
                        }
                    } else if (boringSsl) {
                        engines.failed(address, channel);
                    }
                });
                return handler;
            }
        }
    }

    /** The JDK's engine costs several times as much: what was begun with it, before the peer was known, is to end soon. */
    private static void outgrows(Channel channel) {
        long later = ThreadLocalRandom.current().nextLong(OUTGROWN_NANOS / 2, OUTGROWN_NANOS); // not all at once
        channel.attr(OUTGROWN).set(channel.eventLoop().ticker().nanoTime() + later);
    }

    /**
     * Whether a connection to a peer should be closed rather than used again, as another would cost less: it began with the
     * JDK's engine some seconds ago, and the peer was seen to speak what BoringSSL speaks. On the channel's event loop.
     */
    public static boolean outgrown(Channel channel) {
        Long at = channel.attr(OUTGROWN).get();
        return at != null && channel.eventLoop().ticker().nanoTime() - at >= 0;
    }

    /** Ends the handshake threads; handshakes under way fail, and so do new ones. */
    @Override
    public synchronized void close() {
        closed = true;
        handshakes.close();
        for (PeerContexts each : new @Nullable PeerContexts[] {contexts, upcoming}) {
            if (each != null) {
                each.close();
            }
        }
        upcoming = null;
    }

    boolean fitBoringSsl(ByteBuf hello) {
        PeerContexts current = contexts();
        return current.hasBoringSsl() && CipherSuites.fitBoringSsl(hello, current.ecKey(), tls12, tls13);
    }

    SslHandler serverHandler(ByteBufAllocator allocator, boolean boringSsl) {
        for (; ; ) {
            SslHandler handler = contexts().server(allocator, boringSsl);
            if (handler != null) {
                handler.setHandshakeTimeout(settings.handshake().toMillis(), TimeUnit.MILLISECONDS);
                counted.follow(false, handler);
                return handler;
            }
        }
    }

    /** What has been built, for whatever identity. */
    @Nullable
    PeerContexts ready() {
        return contexts;
    }

    /** What has been built for an identity that is not in use yet. */
    synchronized @Nullable PeerContexts upcoming() {
        return upcoming;
    }

    private PeerContexts contexts() {
        if (closed) {
            throw new IllegalStateException("TLS has ended");
        }
        AuthenticationIdentity wanted = identity.get();
        if (wanted == null) {
            throw new IllegalStateException("no authentication key is usable");
        }
        PeerContexts current = contexts;
        return current != null && current.identity().equals(wanted) ? current : replace(wanted);
    }

    private synchronized PeerContexts replace(AuthenticationIdentity wanted) {
        if (closed) {
            throw new IllegalStateException("TLS has ended");
        }
        PeerContexts current = contexts;
        if (current != null && current.identity().equals(wanted)) {
            return current;
        }
        PeerContexts prepared = upcoming;
        PeerContexts fresh;
        if (prepared != null && prepared.identity().equals(wanted)) {
            fresh = prepared;
            upcoming = null;
        } else {
            fresh = built(wanted);
        }
        contexts = fresh;
        if (current != null) {
            current.close();
        }
        return fresh;
    }

    private PeerContexts built(AuthenticationIdentity of) {
        try {
            return new PeerContexts(of, trust, settings, probe, handshakes);
        } catch (SSLException e) {
            throw new IllegalStateException("TLS cannot be set up with " + of, e);
        }
    }
}
