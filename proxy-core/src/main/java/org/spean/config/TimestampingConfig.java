package org.spean.config;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How evidence is time-stamped.
 *
 * @param authorities names or URLs of approved authorities, in the order they are asked; empty: all approved ones
 * @param interval between two runs; {@code null}: as the global configuration says
 * @param retryDelay before the run after a failed one; zero: the interval
 * @param acceptableFailurePeriod how long it may fail before messages are refused; zero: for ever
 * @param documentsPerRound under one time-stamp, at most
 * @param timeout of one question
 * @param trust certificates or authorities of authorities with https URLs; empty: the JDK's authorities
 * @param tls versions and suites towards them
 */
public record TimestampingConfig(
        List<String> authorities,
        @Nullable Duration interval,
        Duration retryDelay,
        Duration acceptableFailurePeriod,
        int documentsPerRound,
        Duration timeout,
        List<X509Certificate> trust,
        TlsConfig tls) {
    public TimestampingConfig {
        authorities = List.copyOf(authorities);
        trust = List.copyOf(trust);
    }
}
