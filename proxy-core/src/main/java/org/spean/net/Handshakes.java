package org.spean.net;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts TLS handshakes with peers, and remembers the last one with each of them. Safe for use by many threads. */
public final class Handshakes {
    private static final Logger log = LoggerFactory.getLogger(Handshakes.class);
    private static final int MOST_PEERS = 1000;

    private final InstantSource clock;
    private final Map<Engine, Map<Outcome, LongAdder>> accepted = adders();
    private final Map<Engine, Map<Outcome, LongAdder>> opened = adders();

    /** Engines that have judged a certificate: in a resumed handshake none is shown. */
    private final Set<SSLEngine> judged = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Cache<X509Certificate, Last> peers = Caffeine.newBuilder()
            .maximumSize(MOST_PEERS)
            .executor(Runnable::run)
            .build();

    /** Who did the cryptography. */
    public enum Engine {
        BORINGSSL,
        JDK
    }

    /** How it ended. */
    public enum Outcome {
        FULL,
        RESUMED,
        FAILED
    }

    /**
     * The last handshake with a peer.
     *
     * @param outgoing whether we connected
     * @param remote address of the other side, or of a proxy before it
     * @param protocol as in {@code TLSv1.3}
     */
    public record Last(
            X509Certificate certificate,
            Instant at,
            boolean outgoing,
            String remote,
            String protocol,
            String cipherSuite,
            String engine,
            boolean resumed) {}

    public Handshakes(InstantSource clock) {
        this.clock = clock;
    }

    private LongAdder counter(boolean outgoing, Engine engine, Outcome outcome) {
        Map<Outcome, LongAdder> ofEngine = Objects.requireNonNull((outgoing ? opened : accepted).get(engine));
        return Objects.requireNonNull(ofEngine.get(outcome));
    }

    private static Map<Engine, Map<Outcome, LongAdder>> adders() {
        Map<Engine, Map<Outcome, LongAdder>> adders = new EnumMap<>(Engine.class);
        for (Engine engine : Engine.values()) {
            Map<Outcome, LongAdder> ofEngine = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                ofEngine.put(outcome, new LongAdder());
            }
            adders.put(engine, ofEngine);
        }
        return adders;
    }

    /** Handshakes that ended so. */
    public long count(boolean outgoing, Engine engine, Outcome outcome) {
        return counter(outgoing, engine, outcome).sum();
    }

    /** The last one with each peer. */
    public List<Last> peers() {
        return new ArrayList<>(peers.asMap().values());
    }

    /** A certificate was shown and judged. */
    void judged(SSLEngine engine) {
        judged.add(engine);
    }

    /** Counts the handshake of a handler when it ends. */
    void follow(boolean outgoing, SslHandler handler) {
        handler.handshakeFuture().addListener(done -> {
            SSLEngine engine = handler.engine();
            Engine kind = engine instanceof ReferenceCountedOpenSslEngine ? Engine.BORINGSSL : Engine.JDK;
            boolean full = judged.remove(engine);
            if (!done.isSuccess()) {
                counter(outgoing, kind, Outcome.FAILED).increment();
                return;
            }
            counter(outgoing, kind, full ? Outcome.FULL : Outcome.RESUMED).increment();
            remember(outgoing, (Channel) done.getNow(), engine.getSession(), kind, !full);
        });
    }

    private void remember(boolean outgoing, Channel channel, SSLSession session, Engine engine, boolean resumed) {
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            peers.put(
                    certificate,
                    new Last(
                            certificate,
                            clock.instant(),
                            outgoing,
                            String.valueOf(channel.remoteAddress()),
                            session.getProtocol(),
                            session.getCipherSuite(),
                            engine.name().toLowerCase(Locale.ROOT),
                            resumed));
        } catch (SSLPeerUnverifiedException e) {
            log.debug("a peer without a certificate", e);
        }
    }
}
