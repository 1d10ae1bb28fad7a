package org.spean.config;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards brokers.
 *
 * @param trust their certificates or authorities; empty: the JDK's authorities
 * @param chain our own certificate and those above it; empty: we show none
 * @param key of our certificate; {@code null} if we show none
 */
public record KafkaTlsConfig(
        List<X509Certificate> trust,
        TlsConfig offer,
        List<X509Certificate> chain,
        @Nullable Key key) {
    public KafkaTlsConfig {
        trust = List.copyOf(trust);
        chain = List.copyOf(chain);
    }

    /**
     * A private key.
     *
     * @param pem PKCS#8
     * @param password of an encrypted one, else {@code null}
     */
    public record Key(Secret pem, @Nullable Secret password) {}
}
