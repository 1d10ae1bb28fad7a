package org.spean.monitoring;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.ExchangeReport;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.identifier.ServiceId;
import org.spean.identifier.ServiceProtocol;
import org.spean.messagelog.Side;

/**
 * Counts exchanges by role, protocol, service and outcome, and times them and their steps. A service gets series of its own with
 * its first answer, so that names which strangers make up get none; beyond a number of services, the rest share those of
 * {@value #OTHER}. After the first exchange of a service nothing is allocated or locked.
 */
public final class ExchangeMetrics implements ExchangeObserver {

    static final String OTHER = "other";
    private static final int MOST_STEPS = 32;
    private static final Duration[] TOTALS =
            bounds(ChronoUnit.MILLIS, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000);
    private static final Duration[] STEPS = bounds(
            ChronoUnit.MICROS,
            50,
            100,
            250,
            500,
            1000,
            2500,
            5000,
            10_000,
            25_000,
            50_000,
            100_000,
            500_000,
            5_000_000);

    private final Metrics metrics;
    private final IntSupplier most;
    private final Map<Side, Role> roles = new EnumMap<>(Side.class);
    private final AtomicInteger services = new AtomicInteger();

    /** The meters of a role. */
    private static final class Role {
        private final Map<ServiceProtocol, Kind> kinds = new EnumMap<>(ServiceProtocol.class);

        /** By their place in the plan. */
        private final @Nullable Timer[] steps = new Timer[MOST_STEPS];
    }

    /** The meters of a role and protocol. */
    private record Kind(Map<ServiceId, ServiceMeters> named, ServiceMeters others) {}

    /** @param most services with series of their own, each role and protocol counted for itself; asked at each new one */
    public ExchangeMetrics(Metrics metrics, IntSupplier most) {
        this.metrics = metrics;
        this.most = most;
        for (Side side : Side.values()) {
            Role role = new Role();
            for (ServiceProtocol protocol : ServiceProtocol.values()) {
                ServiceMeters others = new ServiceMeters(metrics, side, protocol, OTHER, TOTALS);
                role.kinds.put(protocol, new Kind(new ConcurrentHashMap<>(), others));
            }
            roles.put(side, role);
        }
    }

    @Override
    public void ended(ExchangeReport report) {
        Role role = Objects.requireNonNull(roles.get(report.role()));
        meters(role, report).ended(report.outcome(), report.totalNanos());
        @Nullable Timer[] ofRole = role.steps;
        List<ExchangeReport.StepTime> times = report.steps();
        for (int i = 0; i < times.size(); i++) {
            ExchangeReport.StepTime time = times.get(i);
            Timer timer = ofRole[i];
            if (timer == null) {
                timer = step(report.role(), i, time.step());
                ofRole[i] = timer;
            }
            timer.record(time.nanos(), TimeUnit.NANOSECONDS);
        }
    }

    private ServiceMeters meters(Role role, ExchangeReport report) {
        ServiceProtocol protocol = report.request().protocol();
        Kind kind = Objects.requireNonNull(role.kinds.get(protocol));
        ServiceId service = report.request().service();
        ServiceMeters known = kind.named.get(service);
        if (known != null) {
            return known;
        }
        if (report.outcome() != Outcome.OK || services.get() >= most.getAsInt()) {
            return kind.others;
        }
        return kind.named.computeIfAbsent(service, absent -> {
            services.incrementAndGet();
            return new ServiceMeters(metrics, report.role(), protocol, absent.toString(), TOTALS);
        });
    }

    /** A step may occur twice in a plan: the place tells them apart, and sorts them. */
    private Timer step(Side role, int place, String name) {
        return Timer.builder("spean.exchange.step")
                .description("Time of each step of the exchanges, in the order of the plan")
                .tag("role", word(role))
                .tag(
                        "step",
                        String.format(
                                Locale.ROOT,
                                "%02d-%s",
                                place + 1,
                                name.toLowerCase(Locale.ROOT).replace('_', '-')))
                .serviceLevelObjectives(STEPS)
                .register(metrics.registry());
    }

    /** What has passed since the start, by service. */
    public List<ServiceTraffic> traffic() {
        List<ServiceTraffic> traffic = new ArrayList<>();
        for (Role role : roles.values()) {
            for (Kind kind : role.kinds.values()) {
                kind.named.values().forEach(meters -> traffic.add(meters.traffic()));
                ServiceTraffic rest = kind.others.traffic();
                if (rest.exchanges() > 0) {
                    traffic.add(rest);
                }
            }
        }
        return traffic;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Duration[] bounds(TemporalUnit unit, long... values) {
        return Arrays.stream(values).mapToObj(value -> Duration.of(value, unit)).toArray(Duration[]::new);
    }
}
