package org.spean.timestamp;

import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.config.TimestampingConfig;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.TimeStampingAuthority;

/**
 * How signature documents are time-stamped, as both configurations want it now.
 *
 * @param authorities asked in this order, no address twice
 * @param unapproved what the gateway's configuration names and the global configuration does not approve
 * @param approved whose time-stamps are believed, whoever of them is asked
 * @param interval between two runs
 * @param retryDelay before a run after a failed one; zero: the interval
 * @param acceptableFailure how long stamping may fail before messages are refused; zero: for ever
 * @param documents under one time-stamp, at most
 * @param timeout of one question, connecting included
 * @param tls towards authorities with https URLs; {@code null}: as the JDK does it
 */
public record StampSettings(
        List<TimeStampingAuthority> authorities,
        List<String> unapproved,
        TimeStampAuthorities approved,
        Duration interval,
        Duration retryDelay,
        Duration acceptableFailure,
        int documents,
        Duration timeout,
        @Nullable SslContext tls) {

    /** X-Road stamps no more often than this, whatever the global configuration says. */
    static final Duration LEAST_INTERVAL = Duration.ofMinutes(1);

    /** What both configurations say. */
    public static StampSettings of(GlobalConf globalConf, TimestampingConfig config, @Nullable SslContext tls) {
        List<TimeStampingAuthority> known = globalConf.timeStampingAuthorities();
        List<String> unapproved = new ArrayList<>();
        Map<URI, TimeStampingAuthority> turn = new LinkedHashMap<>();
        if (config.authorities().isEmpty()) {
            known.forEach(authority -> turn.putIfAbsent(authority.url(), authority));
        }
        for (String wanted : config.authorities()) {
            List<TimeStampingAuthority> found = named(wanted, known);
            if (found.isEmpty()) {
                unapproved.add(wanted);
            }
            found.forEach(authority -> turn.putIfAbsent(authority.url(), authority));
        }
        Duration central = globalConf.timeStampingInterval();
        Duration interval = config.interval() != null
                ? config.interval()
                : central.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : central;
        List<X509Certificate> certificates =
                known.stream().map(TimeStampingAuthority::certificate).toList();
        return new StampSettings(
                List.copyOf(turn.values()),
                List.copyOf(unapproved),
                TimeStampAuthorities.of(certificates),
                interval,
                config.retryDelay(),
                config.acceptableFailurePeriod(),
                config.documentsPerRound(),
                config.timeout(),
                tls);
    }

    /** The approved authorities of this name or URL; one may be listed with several certificates. */
    private static List<TimeStampingAuthority> named(String wanted, List<TimeStampingAuthority> known) {
        return known.stream()
                .filter(authority -> authority.name().equals(wanted)
                        || authority.url().toString().equals(wanted))
                .toList();
    }

    /** The same, with no more patience than this. */
    StampSettings waiting(Duration patience) {
        return new StampSettings(
                authorities,
                unapproved,
                approved,
                interval,
                retryDelay,
                acceptableFailure,
                documents,
                timeout.compareTo(patience) < 0 ? timeout : patience,
                tls);
    }

    /** How long after the start of a run the next one starts. */
    Duration pause(boolean failing) {
        return failing && retryDelay.isPositive() && retryDelay.compareTo(interval) < 0 ? retryDelay : interval;
    }
}
