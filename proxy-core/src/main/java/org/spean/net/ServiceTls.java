package org.spean.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.spean.config.KeyFile;
import org.spean.config.ServiceTlsConfig;
import org.spean.crypto.key.KeyEntry;

/**
 * TLS towards the services of this member. A service is trusted by the certificates listed for it, or, when none is listed,
 * by the JDK's authorities and its host name. The JDK's engine, as what an old service speaks is not ours to choose; it
 * resumes its sessions with each host and port.
 */
public final class ServiceTls implements AutoCloseable {
    private final Keys keys;
    private final Duration handshake;
    private final HandshakeThreads handshakes;
    private final Map<ServiceTlsConfig, SslContext> contexts = new ConcurrentHashMap<>();

    /**
     * What we show to services that ask.
     *
     * @param usual to those that name no key of their own; {@code null}: nothing
     * @param named the content of every file that is named for a service
     */
    public record Keys(@Nullable KeyEntry usual, Map<KeyFile, KeyEntry> named) {
        /** We show nothing. */
        public static final Keys NONE = new Keys(null, Map.of());

        /** Copies the map. */
        public Keys {
            named = Map.copyOf(named);
        }

        @Nullable
        KeyEntry of(ServiceTlsConfig service) {
            KeyFile file = service.key();
            if (file == null) {
                return usual;
            }
            KeyEntry entry = named.get(file);
            if (entry == null) {
                throw new IllegalStateException(file.file() + ": has not been read");
            }
            return entry;
        }
    }

    /**
     * TLS for any number of services.
     *
     * @param handshake until a handshake is complete
     */
    public ServiceTls(Keys keys, Duration handshake) {
        this.keys = keys;
        this.handshake = handshake;
        this.handshakes = HandshakeThreads.forOutgoing();
    }

    /**
     * Builds what the first connection to such a service would otherwise wait for.
     *
     * @throws IllegalStateException when it cannot be done
     */
    public void prepare(ServiceTlsConfig service) {
        contexts.computeIfAbsent(service, this::context);
    }

    /**
     * Forgets all contexts but these. An exchange that still sees another service's configuration has its context built
     * anew.
     */
    public void keepOnly(Collection<ServiceTlsConfig> services) {
        contexts.keySet().retainAll(services);
    }

    /**
     * The TLS handler of a connection to a service.
     *
     * @throws IllegalStateException when the JDK cannot work with these certificates
     */
    public SslHandler handler(Channel channel, URI url, ServiceTlsConfig service) {
        int port = url.getPort() == -1 ? 443 : url.getPort();
        SslHandler handler = contexts.computeIfAbsent(service, this::context)
                .newHandler(channel.alloc(), url.getHost(), port, handshakes.outgoing());
        handler.setHandshakeTimeoutMillis(handshake.toMillis());
        return handler;
    }

    private SslContext context(ServiceTlsConfig service) {
        List<String> suites = service.offer().cipherSuites();
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols(service.offer().protocols())
                    .ciphers(suites.isEmpty() ? CipherSuites.all() : suites, SupportedCipherSuiteFilter.INSTANCE)
                    .endpointIdentificationAlgorithm(service.verify() ? "HTTPS" : null)
                    .trustManager(service.verify() ? ServiceTrust.of(service.trust()) : new AnyServer());
            KeyEntry own = keys.of(service);
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
        handshakes.close();
    }
}
