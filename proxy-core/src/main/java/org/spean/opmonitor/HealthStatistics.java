package org.spean.opmonitor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.spean.identifier.ServiceId;
import org.spean.messagelog.Side;

/**
 * How the services of this gateway fared since it started and over the last period (PR-OPMON, 3). Safe for use by several
 * threads.
 */
final class HealthStatistics {
    /** Strangers may ask for services that do not exist: those not called for the longest time are forgotten. */
    private static final int MAX_SERVICES = 2_000;

    private static final int SLICES = 60;

    private final long sliceMillis;
    private final Map<ServiceId, ServiceHealth> services = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ServiceId, ServiceHealth> eldest) {
            return size() > MAX_SERVICES;
        }
    };

    HealthStatistics(Duration period) {
        sliceMillis = Math.max(1, period.toMillis() / SLICES);
    }

    synchronized void add(OperationalRecord exchange, long nowMillis) {
        if (exchange.side() == Side.PROVIDER) {
            ServiceHealth health =
                    services.computeIfAbsent(exchange.service(), id -> new ServiceHealth(exchange.serviceType()));
            health.expire(oldest(nowMillis));
            health.add(exchange, nowMillis / sliceMillis);
        }
    }

    private long oldest(long nowMillis) {
        return nowMillis / sliceMillis - SLICES + 1;
    }

    /** Shows every service, while no other thread changes anything. */
    synchronized void forEach(long nowMillis, BiConsumer<ServiceId, ServiceHealth> consumer) {
        services.forEach((id, health) -> {
            health.expire(oldest(nowMillis));
            consumer.accept(id, health);
        });
    }
}
