package org.spean.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.spean.config.TlsConfig;

/** TLS towards central services: what they sign is judged by itself, so it keeps strangers from listening, no more. */
public final class CentralTls {
    private CentralTls() {}

    /**
     * For any number of connections.
     *
     * @param trust certificates or authorities a service may show; empty: the JDK's authorities; the host name must fit
     *     unless the certificate itself is listed
     * @throws IllegalStateException when the JDK cannot work with these
     */
    public static SslContext context(List<X509Certificate> trust, TlsConfig offer) {
        try {
            return builder(offer)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .trustManager(ServiceTrust.of(trust))
                    .build();
        } catch (SSLException | GeneralSecurityException e) {
            throw failed(e);
        }
    }

    /** The same, towards services that may show any certificate. */
    public static SslContext unverified(TlsConfig offer) {
        try {
            return builder(offer)
                    .endpointIdentificationAlgorithm(null)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build();
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    /** The JDK's engine: central services offer what it knows, and it needs no native library. */
    private static SslContextBuilder builder(TlsConfig offer) {
        List<String> suites = offer.cipherSuites();
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(offer.protocols())
                .ciphers(suites.isEmpty() ? CipherSuites.all() : suites, SupportedCipherSuiteFilter.INSTANCE);
    }

    private static IllegalStateException failed(Exception cause) {
        return new IllegalStateException("TLS cannot be set up: " + cause.getMessage(), cause);
    }
}
