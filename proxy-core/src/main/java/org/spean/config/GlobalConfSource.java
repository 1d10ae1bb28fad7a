package org.spean.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the global configuration is.
 *
 * @param directory absolute path of a downloaded tree, or where it is kept if we download it
 * @param reloadInterval between two looks at it, and at the configuration file
 * @param anchor absolute path of the anchor it is downloaded with, absent if something else downloads it
 * @param refreshInterval between two downloads, give or take a tenth
 * @param timeout of one download, of a directory or of a part
 * @param startTimeout how long a start without a usable tree waits for the first download
 * @param federation whose configurations are downloaded beside our own instance's
 * @param tls who is believed to be a source over HTTPS
 */
public record GlobalConfSource(
        Path directory,
        Duration reloadInterval,
        @Nullable Path anchor,
        Duration refreshInterval,
        Duration timeout,
        Duration startTimeout,
        Federation federation,
        SourceTls tls) {

    /**
     * TLS towards sources.
     *
     * @param verify whether a source's certificate is checked; the content is signed all the same
     * @param trust certificates or authorities a source may show; empty: the JDK's authorities
     * @param offer versions and suites offered
     */
    public record SourceTls(boolean verify, List<X509Certificate> trust, TlsConfig offer) {
        public SourceTls {
            trust = List.copyOf(trust);
        }
    }
}
