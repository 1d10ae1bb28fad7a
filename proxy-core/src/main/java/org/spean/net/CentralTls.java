package org.spean.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
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
        List<String> suites = offer.cipherSuites();
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols(offer.protocols())
                    .ciphers(suites.isEmpty() ? CipherSuites.all() : suites, SupportedCipherSuiteFilter.INSTANCE)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .trustManager(ServiceTrust.of(trust))
                    .build();
        } catch (SSLException | GeneralSecurityException e) {
            throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }
}
