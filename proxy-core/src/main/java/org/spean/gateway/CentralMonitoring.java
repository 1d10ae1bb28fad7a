package org.spean.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.OperationalMonitoringConfig;
import org.spean.exchange.BuiltInService;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.OwnerService;
import org.spean.opmonitor.OperationalMonitor;
import org.spean.opmonitor.OperationalServices;
import org.spean.view.View;

/**
 * What a generation of the configuration has of central monitoring.
 *
 * @param services by which it is asked
 * @param observer that records exchanges; {@code null}: none are
 */
record CentralMonitoring(
        List<BuiltInService> services, @Nullable ExchangeObserver observer) {

    /** What a monitor is made from; all else may change while it serves on. */
    private record Operational(Path file, int buffer, Duration healthPeriod) {}

    static CentralMonitoring of(View view, Fixed fixed, Parts.Holder held) {
        OwnerService owner = new OwnerService(view.config().instanceServer());
        List<BuiltInService> services = new ArrayList<>();
        ExchangeObserver observer = null;
        OperationalMonitoringConfig operational = view.config().operationalMonitoring();
        if (operational.enabled()) {
            OperationalMonitor monitor = held.part(
                    "operationalMonitoring",
                    new Operational(operational.file(), operational.buffer(), operational.healthPeriod()),
                    () -> OperationalMonitor.start(
                            operational.file(),
                            operational.buffer(),
                            operational.healthPeriod(),
                            operational.retention(),
                            fixed.clock(),
                            fixed.events()));
            held.whenTaken(() -> monitor.retention(operational.retention()));
            services.add(new OperationalServices(monitor, operational, owner));
            observer = monitor.observer(view);
        }
        return new CentralMonitoring(List.copyOf(services), observer);
    }

    /** Another observer and this one's, if there is one. */
    ExchangeObserver observing(ExchangeObserver other) {
        ExchangeObserver recording = observer;
        return recording == null
                ? other
                : report -> {
                    other.ended(report);
                    recording.ended(report);
                };
    }
}
