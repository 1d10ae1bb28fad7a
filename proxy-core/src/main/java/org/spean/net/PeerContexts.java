package org.spean.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.crypto.key.EphemeralKeys;
import org.spean.crypto.key.ProviderProbe;

/**
 * The TLS contexts of one authentication identity: client and server, of both engines. A session can be resumed only in the
 * context that made it, so a new identity begins with full handshakes.
 */
final class PeerContexts {
    private static final int SESSIONS = 20_000;
    private static final int SESSION_SECONDS = 3600;

    /** Every implementation of TLS 1.3 has the first (RFC 8446 9.1), and so has every server of X-Road. */
    private static final String[] NIST_CURVES = {"secp256r1", "secp384r1", "secp521r1"};

    private final AuthenticationIdentity identity;
    private final HandshakeThreads handshakes;
    private final SslContext jdkServer;
    private final SslContext jdkClient;
    private final @Nullable SslContext boringServer;
    private final @Nullable SslContext boringClient;
    private final @Nullable Tickets tickets;
    /** Of the JDK's engine, the first preferred; empty: its own. */
    private final String[] groups;

    private boolean closed;

    PeerContexts(
            AuthenticationIdentity identity,
            X509TrustManager trust,
            PeerTlsSettings settings,
            ProviderProbe probe,
            HandshakeThreads handshakes)
            throws SSLException {
        this.identity = identity;
        this.handshakes = handshakes;
        groups = EphemeralKeys.install() ? NIST_CURVES : new String[0];
        X509Certificate certificate = identity.certificate();
        HandshakeSigner signer = HandshakeSigner.of(identity.key(), certificate, probe);
        OneKey key =
                new OneKey(identity.chain(), HandshakeKey.of(identity.key(), certificate.getPublicKey(), signer.key()));
        List<String> protocols = settings.protocols().isEmpty()
                ? List.of(CipherSuites.TLS_1_3, CipherSuites.TLS_1_2)
                : settings.protocols();
        List<String> suites = settings.cipherSuites().isEmpty() ? CipherSuites.all() : settings.cipherSuites();
        jdkServer = common(SslContextBuilder.forServer(key), trust, protocols, suites)
                .sslProvider(SslProvider.JDK)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        jdkClient = common(SslContextBuilder.forClient().keyManager(key), trust, protocols, suites)
                .sslProvider(SslProvider.JDK)
                .build();
        List<String> modern = suites.stream().filter(CipherSuites::isModern).toList();
        if (OpenSsl.isAvailable() && !modern.isEmpty()) {
            OneKey keyless = new OneKey(identity.chain(), null);
            boringServer = boring(
                    common(SslContextBuilder.forServer(keyless), trust, protocols, modern)
                            .clientAuth(ClientAuth.REQUIRE),
                    signer);
            boringClient =
                    boring(common(SslContextBuilder.forClient().keyManager(keyless), trust, protocols, modern), signer);
            tickets = new Tickets(boringServer, Ticker.systemTicker());
        } else {
            boringServer = null;
            boringClient = null;
            tickets = null;
        }
    }

    private static SslContextBuilder common(
            SslContextBuilder builder, X509TrustManager trust, List<String> protocols, List<String> suites) {
        return builder.trustManager(trust)
                .protocols(protocols)
                .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_SECONDS);
    }

    private static SslContext boring(SslContextBuilder builder, HandshakeSigner signer) throws SSLException {
        SslContext context = builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                .option(OpenSslContextOption.USE_TASKS, true)
                .option(OpenSslContextOption.PRIVATE_KEY_METHOD, signer)
                .build();
        context.sessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    AuthenticationIdentity identity() {
        return identity;
    }

    boolean ecKey() {
        return "EC".equals(identity.certificate().getPublicKey().getAlgorithm());
    }

    boolean hasBoringSsl() {
        return boringServer != null;
    }

    /** Null when these contexts have been replaced meanwhile. */
    synchronized @Nullable SslHandler server(ByteBufAllocator allocator, boolean boringSsl) {
        if (closed) {
            return null;
        }
        if (tickets != null) {
            tickets.keepFresh();
        }
        if (boringSsl && boringServer != null) {
            return boringServer.newHandler(allocator, handshakes.incoming());
        }
        return withGroups(jdkServer.newHandler(allocator, handshakes.incoming()));
    }

    /** Null when these contexts have been replaced meanwhile. */
    synchronized @Nullable SslHandler client(ByteBufAllocator allocator, InetSocketAddress peer, boolean boringSsl) {
        if (closed) {
            return null;
        }
        // Host and port are the key under which a session is found again.
        String host = peer.getHostString();
        if (boringSsl && boringClient != null) {
            return boringClient.newHandler(allocator, host, peer.getPort(), handshakes.outgoing());
        }
        return withGroups(jdkClient.newHandler(allocator, host, peer.getPort(), handshakes.outgoing()));
    }

    /** A key share is made for the first curve only, where the JDK's own list has one of X25519 and one of P-256 made. */
    private SslHandler withGroups(SslHandler handler) {
        if (groups.length > 0) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setNamedGroups(groups);
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }

    /** Engines made before live on. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            ReferenceCountUtil.release(boringServer);
            ReferenceCountUtil.release(boringClient);
        }
    }
}
