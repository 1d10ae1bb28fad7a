package org.spean.net;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * Certificates that peers showed, one object each however many connections they have: what is remembered by certificate is then found
 * without a comparison of octets in each exchange. Decides nothing. For any thread.
 */
final class SharedCertificates {
    /** Octets of all of them; in memory a multiple of that. Who shows ever new ones makes them be read anew, no more. */
    private static final long MOST = 2L << 20;

    private final Cache<ByteBuffer, X509Certificate> known = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((ByteBuffer octets, X509Certificate certificate) -> octets.capacity())
            .executor(Runnable::run)
            .build();

    /** This certificate, or one with the same octets. */
    X509Certificate same(X509Certificate shown) throws CertificateException {
        ByteBuffer octets = ByteBuffer.wrap(shown.getEncoded());
        X509Certificate one = known.getIfPresent(octets);
        if (one == null) {
            // a handshake's own form copies its octets at each look
            one = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(octets.array()));
            known.put(octets, one);
        }
        return one;
    }
}
