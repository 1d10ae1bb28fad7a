package org.spean.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.identifier.ServiceProtocol;
import org.spean.messagelog.Side;

/** The meters of one service in one role and protocol. */
final class ServiceMeters {
    private static final String TOTAL = "spean.exchange";

    private final Side role;
    private final ServiceProtocol protocol;
    private final String service;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Timer total;
    private final Timer local;

    ServiceMeters(Metrics metrics, Side role, ServiceProtocol protocol, String service, Duration[] bounds) {
        this.role = role;
        this.protocol = protocol;
        this.service = service;
        String[] tags = {
            "role", ExchangeMetrics.word(role), "protocol", ExchangeMetrics.word(protocol), "service", service
        };
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("spean.exchanges")
                            .description("Exchanges that ended")
                            .tags(tags)
                            .tag("outcome", ExchangeMetrics.word(outcome))
                            .register(metrics.registry()));
        }
        total = Timer.builder(TOTAL)
                .description("Time of exchanges, from the head of the request to the end")
                .tags(tags)
                .serviceLevelObjectives(bounds)
                .register(metrics.registry());
        local = metrics.local().get(TOTAL).tags(tags).timer();
    }

    void ended(Outcome outcome, long nanos) {
        counter(outcome).increment();
        total.record(nanos, TimeUnit.NANOSECONDS);
    }

    ServiceTraffic traffic() {
        CountAtBucket[] buckets = local.takeSnapshot().histogramCounts();
        double[] bounds = new double[buckets.length];
        long[] counts = new long[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            bounds[i] = buckets[i].bucket(TimeUnit.MILLISECONDS);
            counts[i] = (long) buckets[i].count();
        }
        return new ServiceTraffic(
                ExchangeMetrics.word(role),
                ExchangeMetrics.word(protocol),
                service,
                count(Outcome.OK),
                count(Outcome.REFUSED),
                count(Outcome.FAILED),
                count(Outcome.ABANDONED),
                bounds,
                counts);
    }

    private long count(Outcome outcome) {
        return (long) counter(outcome).count();
    }

    private Counter counter(Outcome outcome) {
        return Objects.requireNonNull(outcomes.get(outcome));
    }
}
