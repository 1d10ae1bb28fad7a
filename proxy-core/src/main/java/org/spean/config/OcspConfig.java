package org.spean.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How responders of authorities are asked for OCSP responses.
 *
 * @param directory absolute path of the folder where responses for our own certificates survive a restart
 * @param trust certificates or authorities of responders with https URLs; empty: the JDK's authorities
 * @param tls versions and suites towards them
 */
public record OcspConfig(Path directory, List<X509Certificate> trust, TlsConfig tls) {
    public OcspConfig {
        trust = List.copyOf(trust);
    }
}
