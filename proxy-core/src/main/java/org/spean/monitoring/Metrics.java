package org.spean.monitoring;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of one gateway: read at {@code /metrics}, and pushed by OTLP where the configuration wants it. What is only looked at
 * (gauges, the JVM) is set up when somebody looks for the first time, so that a start does not pay for it. Safe for use by many
 * threads.
 */
public final class Metrics implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Metrics.class);

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CompositeMeterRegistry all = new CompositeMeterRegistry();
    private final List<MeterBinder> waiting = new ArrayList<>();
    private final List<AutoCloseable> bound = new ArrayList<>();

    public Metrics() {
        all.add(prometheus);
    }

    /** Where meters are made that count from the start. */
    public MeterRegistry registry() {
        return all;
    }

    /** Meters that are made when somebody looks. */
    public synchronized void whenLookedAt(MeterBinder binder) {
        waiting.add(binder);
    }

    private synchronized void look() {
        for (MeterBinder binder : waiting) {
            binder.bindTo(all);
            if (binder instanceof AutoCloseable closeable) {
                bound.add(closeable);
            }
        }
        waiting.clear();
    }

    /** Everything in Prometheus' text format. */
    public String scrape() {
        look();
        return prometheus.scrape();
    }

    /** The meters that {@link #scrape} reads. */
    MeterRegistry local() {
        return prometheus;
    }

    /**
     * Pushes everything from now on until the result is closed, which pushes once more. A collector that does not answer costs
     * nothing but a line in the log.
     *
     * @param collector where OTLP is taken over HTTP, as in {@code http://collector:4318/v1/metrics}
     * @param server names this gateway there
     */
    public AutoCloseable push(URI collector, Duration interval, String server) {
        look();
        OtlpMeterRegistry pushing = new OtlpMeterRegistry(new Terms(collector, interval, server), Clock.SYSTEM);
        all.add(pushing);
        return () -> {
            pushing.close();
            all.remove(pushing);
        };
    }

    private record Terms(URI collector, Duration interval, String server) implements OtlpConfig {
        @Override
        public @Nullable String get(String key) {
            return null; // all that matters is below; the rest as Micrometer has it
        }

        @Override
        public String url() {
            return collector.toString();
        }

        @Override
        public Duration step() {
            return interval;
        }

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Map<String, String> resourceAttributes() {
            return Map.of("service.name", "spean", "service.instance.id", server);
        }
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable each : bound) {
            try {
                each.close();
            } catch (Exception e) {
                log.warn("a meter of the JVM could not be given up: {}", e.toString());
            }
        }
        all.close();
        prometheus.close();
    }
}
