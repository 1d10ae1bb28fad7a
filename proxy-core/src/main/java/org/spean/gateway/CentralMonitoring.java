package org.spean.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.ClientConfig;
import org.spean.config.GatewayConfig;
import org.spean.config.KeyFile;
import org.spean.config.OperationalMonitoringConfig;
import org.spean.crypto.key.KeyEntry;
import org.spean.envmonitor.EnvironmentalMonitor;
import org.spean.envmonitor.MetricsService;
import org.spean.envmonitor.MonitoredCertificate;
import org.spean.exchange.BuiltInService;
import org.spean.exchange.ExchangeObserver;
import org.spean.exchange.OwnerService;
import org.spean.opmonitor.OperationalMonitor;
import org.spean.opmonitor.OperationalServices;
import org.spean.trust.Identities;
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
        if (view.config().environmentalMonitoring().enabled()) {
            EnvironmentalMonitor machine =
                    held.part("environmentalMonitoring", "machine", () -> EnvironmentalMonitor.start(fixed.clock()));
            services.add(new MetricsService(
                    machine,
                    view.config().environmentalMonitoring(),
                    owner,
                    view.config().proxyVersion(),
                    () -> certificates(view.config(), fixed.identities())));
        }
        return new CentralMonitoring(List.copyOf(services), observer);
    }

    /** All certificates that expire some day. Reads a key file: blocks. */
    private static List<MonitoredCertificate> certificates(GatewayConfig config, Identities identities) {
        List<MonitoredCertificate> certificates = new ArrayList<>();
        identities
                .authenticationKeys()
                .forEach(key -> certificates.add(of(key, MonitoredCertificate.Type.AUTH_OR_SIGN)));
        identities.signingKeys().forEach(key -> certificates.add(of(key, MonitoredCertificate.Type.AUTH_OR_SIGN)));
        KeyFile clientTls = config.keys().clientTls();
        if (clientTls != null) {
            certificates.add(
                    of(Keys.load(config, "keys.clientTls", clientTls), MonitoredCertificate.Type.SECURITY_SERVER_TLS));
        }
        for (ClientConfig client : config.clients().values()) {
            client.certificates()
                    .forEach(each -> certificates.add(
                            new MonitoredCertificate(each, MonitoredCertificate.Type.INTERNAL_IS_CLIENT_TLS, true)));
        }
        return certificates;
    }

    private static MonitoredCertificate of(KeyEntry key, MonitoredCertificate.Type type) {
        return new MonitoredCertificate(key.certificate(), type, true);
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
