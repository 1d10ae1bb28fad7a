package org.spean.net;

import io.netty.channel.Channel;
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
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.spean.config.TlsConfig;
import org.spean.crypto.key.KeyEntry;
import org.spean.crypto.key.ProviderProbe;

/**
 * TLS of the port for information systems. A client certificate is asked for and may be absent; any is accepted here, as a
 * subsystem's registered certificates are compared per exchange. The handshake proves that the client has its key.
 */
public final class ClientPortTls implements PortTls, AutoCloseable {
    private final SslContext context;
    private final @Nullable Tickets tickets;
    private final Duration handshake;
    private final HandshakeThreads handshakes;

    /**
     * TLS with one key.
     *
     * @param offer versions and suites; with suites that BoringSSL has not, the JDK's engine serves
     * @param probe finds who signs fastest with the key
     * @param handshake until a handshake is complete
     * @param handshakes handshakes that may wait for their turn at the same time; more fail
     * @throws IllegalStateException when TLS cannot be done with this key
     */
    public ClientPortTls(KeyEntry identity, TlsConfig offer, ProviderProbe probe, Duration handshake, int handshakes) {
        this.handshake = handshake;
        this.handshakes = HandshakeThreads.start(handshakes);
        try {
            boolean boringSsl =
                    OpenSsl.isAvailable() && offer.cipherSuites().stream().allMatch(CipherSuites::isModern);
            this.context = context(identity, offer, probe, boringSsl);
            this.tickets = boringSsl ? new Tickets(context, Ticker.systemTicker()) : null;
        } catch (SSLException e) {
            throw new IllegalStateException("TLS of the client port cannot be set up with the " + identity, e);
        }
    }

    private static SslContext context(KeyEntry identity, TlsConfig offer, ProviderProbe probe, boolean boringSsl)
            throws SSLException {
        List<String> suites = offer.cipherSuites();
        SslContextBuilder builder = SslContextBuilder.forServer(
                        new OneKey(identity.chain(), boringSsl ? null : identity.key()))
                .sslProvider(boringSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols(offer.protocols())
                .ciphers(suites.isEmpty() ? CipherSuites.modern() : suites, SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(ClientAuth.OPTIONAL)
                .trustManager(new AnyClient());
        if (!boringSsl) {
            return builder.build();
        }
        return builder.option(OpenSslContextOption.USE_TASKS, true)
                .option(
                        OpenSslContextOption.PRIVATE_KEY_METHOD,
                        HandshakeSigner.of(identity.key(), identity.certificate(), probe))
                .build();
    }

    @Override
    public void addTo(Channel channel) {
        channel.pipeline().addLast("tls", handler(channel));
    }

    @Override
    public Object identity() {
        return this;
    }

    /** The TLS handler of a connection that a client opened. */
    public SslHandler handler(Channel channel) {
        if (tickets != null) {
            tickets.keepFresh();
        }
        SslHandler handler = context.newHandler(channel.alloc(), handshakes.incoming());
        handler.setHandshakeTimeoutMillis(handshake.toMillis());
        return handler;
    }

    /** Ends the handshake threads; handshakes under way fail. */
    @Override
    public void close() {
        handshakes.close();
        ReferenceCountUtil.release(context);
    }
}
