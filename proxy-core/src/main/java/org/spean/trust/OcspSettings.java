package org.spean.trust;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How OCSP responses are asked for and kept.
 *
 * @param port on which peers answer, 5577 in X-Road
 * @param timeout of one question, connecting included
 * @param interval between two questions for one of our own certificates, at most
 * @param directory where responses for our own certificates survive a restart; {@code null}: nowhere
 * @param tls towards responders with https URLs; {@code null}: as the JDK does it
 */
public record OcspSettings(
        int port,
        Duration timeout,
        Duration interval,
        @Nullable Path directory,
        @Nullable SslContext tls) {
    /** X-Road's interval, where the global configuration says nothing else. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(20);

    /** Checks the ranges. */
    public OcspSettings {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
    }

    /** Asks at {@link #DEFAULT_INTERVAL} and keeps nothing on disk. */
    public static OcspSettings of(int port, Duration timeout) {
        return new OcspSettings(port, timeout, DEFAULT_INTERVAL, null, null);
    }
}
