package org.spean.testbed.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to send, how often and for how long.
 *
 * @param url {@code http://host:port/path}
 * @param body sent with every request; empty for none
 * @param connections kept open, each with one request at a time
 * @param rate requests a second to start, whatever the answers do; 0 sends the next when the last is answered
 * @param warmup not counted
 * @param duration counted
 * @param patience how long to wait for the first connection and for outstanding answers at the end
 * @param pids processes whose CPU time and memory are reported, by name
 */
@SuppressWarnings("ArrayRecordComponent") // immutable by agreement
public record LoadPlan(
        URI url,
        String method,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        int connections,
        double rate,
        Duration warmup,
        Duration duration,
        Duration patience,
        Map<String, Long> pids) {
    public LoadPlan {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("url: " + url + " (expected: http://host:port/path)");
        }
        if (connections < 1 || connections > 65_536) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: 1 to 65536)");
        }
        if (rate < 0 || duration.isNegative() || duration.isZero() || warmup.isNegative()) {
            throw new IllegalArgumentException(
                    "rate: " + rate + ", warm-up: " + warmup + ", duration: " + duration + " (expected: positive)");
        }
    }

    /** A GET in a closed loop without warm-up. */
    public static LoadPlan get(URI url, int connections, Duration duration) {
        return new LoadPlan(
                url,
                "GET",
                List.of(),
                new byte[0],
                connections,
                0,
                Duration.ZERO,
                duration,
                Duration.ofSeconds(10),
                Map.of());
    }

    public LoadPlan withHeaders(List<Map.Entry<String, String>> newHeaders) {
        return new LoadPlan(url, method, newHeaders, body, connections, rate, warmup, duration, patience, pids);
    }

    public LoadPlan withRequest(String newMethod, byte[] newBody) {
        return new LoadPlan(url, newMethod, headers, newBody, connections, rate, warmup, duration, patience, pids);
    }

    public LoadPlan withWarmup(Duration newWarmup) {
        return new LoadPlan(url, method, headers, body, connections, rate, newWarmup, duration, patience, pids);
    }

    public LoadPlan withRate(double newRate) {
        return new LoadPlan(url, method, headers, body, connections, newRate, warmup, duration, patience, pids);
    }

    public LoadPlan withPids(Map<String, Long> newPids) {
        return new LoadPlan(url, method, headers, body, connections, rate, warmup, duration, patience, newPids);
    }

    int port() {
        return url.getPort() < 0 ? 80 : url.getPort();
    }
}
