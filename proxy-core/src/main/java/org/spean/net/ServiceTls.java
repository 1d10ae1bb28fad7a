package org.spean.net;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.KeyEntry;

/**
 * TLS towards the services of this member. A service is trusted by the certificates listed for it, or, when none is listed,
 * by the JDK's authorities and its host name. The JDK's engine, as what an old service speaks is not ours to choose.
 */
public final class ServiceTls implements AutoCloseable {
    private static final int MOST_CONTEXTS = 1000;

    private final @Nullable KeyEntry identity;
    private final Duration handshake;
    private final ThreadPoolExecutor handshakes;
    private final Cache<List<X509Certificate>, SslContext> contexts =
            Caffeine.newBuilder().maximumSize(MOST_CONTEXTS).build();

    /**
     * TLS for any number of services.
     *
     * @param identity what we show to a service that asks; {@code null}: nothing
     * @param handshake until a handshake is complete
     * @param handshakes handshakes that may wait for their turn at the same time; more fail
     */
    public ServiceTls(@Nullable KeyEntry identity, Duration handshake, int handshakes) {
        this.identity = identity;
        this.handshake = handshake;
        this.handshakes = HandshakeThreads.start(handshakes);
    }

    /**
     * The TLS handler of a connection to a service.
     *
     * @param trust certificates or authorities the service may show; empty: the JDK's authorities and the host name
     * @throws IllegalStateException when the JDK cannot work with these certificates
     */
    public SslHandler handler(Channel channel, URI url, List<X509Certificate> trust) {
        int port = url.getPort() == -1 ? 443 : url.getPort();
        SslHandler handler =
                contexts.get(trust, this::context).newHandler(channel.alloc(), url.getHost(), port, handshakes);
        handler.setHandshakeTimeoutMillis(handshake.toMillis());
        return handler;
    }

    private SslContext context(List<X509Certificate> trust) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols(CipherSuites.TLS_1_3, CipherSuites.TLS_1_2)
                    .ciphers(CipherSuites.all(), SupportedCipherSuiteFilter.INSTANCE)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .trustManager(ServiceTrust.of(trust));
            KeyEntry own = identity;
            if (own != null) {
                builder.keyManager(new OneKey(own.chain(), own.key()));
            }
            return builder.build();
        } catch (SSLException | GeneralSecurityException e) {
            throw new IllegalStateException("TLS towards a service cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Ends the handshake threads; handshakes under way fail. */
    @Override
    public void close() {
        handshakes.shutdownNow();
    }
}
